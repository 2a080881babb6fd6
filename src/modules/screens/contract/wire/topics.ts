/** Topics as players use them; the rules about them stand in the domain. */
export { TOPICS } from '../../domain/topics.ts';
