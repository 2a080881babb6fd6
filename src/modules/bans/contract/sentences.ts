import type { Sentences } from '../../../kernel/contract/sentences.ts';
import { ARCHIVE_SENTENCES } from './archive-sentences.ts';
import { CONFIG_SENTENCES } from './config-sentences.ts';
import { HOST_SENTENCES } from './host-sentences.ts';
import { LIST_SENTENCES } from './list-sentences.ts';

/** English sentences of this module's refusals, by code; pages show the same. */
export const BANS_SENTENCES: Sentences = {
  ...HOST_SENTENCES,
  ...ARCHIVE_SENTENCES,
  ...LIST_SENTENCES,
  ...CONFIG_SENTENCES,
  'window.unknown_zone': 'This time zone is unknown.',
};
