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
  'assets.unknown_user': 'There is no such user or team, or they are switched off.',
  'assets.out_of_sight': 'This user or team does not see what is on this site: give them a role there first.',
  'assets.one_person': 'Name either a user or a team.',
  'assets.last_owner': 'The last owner stays: name another one first.',
  'assets.not_responsible': 'This user or team is not responsible for the host.',
  'assets.maintenance_backwards': 'The maintenance must end after it starts.',
  'assets.maintenance_past': 'The maintenance must end in the future.',
  'assets.maintenance_too_long': 'Maintenance lasts at most 90 days.',
};
