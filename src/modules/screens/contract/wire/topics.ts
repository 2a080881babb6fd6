/** Topics as players use them; the rules about them stand in the domain. */
export { LOG_LEVELS_OF_TOPIC, TOPICS } from '../../domain/topics.ts';
