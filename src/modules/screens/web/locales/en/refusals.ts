import { SCREENS_SENTENCES } from '../../../contract/sentences.ts';
import { nested } from '../../view/nested.ts';

/** A sentence for every refusal: the ones that the API itself answers. */
export const refusals = nested(SCREENS_SENTENCES);
