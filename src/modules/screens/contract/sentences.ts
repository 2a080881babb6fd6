import { CALENDAR_SENTENCES } from '../../../kernel/contract/calendar.ts';
import type { Sentences } from '../../../kernel/contract/sentences.ts';
import { CONTENT_SENTENCES } from './content-sentences.ts';

/** English sentences of this module's refusals, by code; pages show the same. */
export const SCREENS_SENTENCES: Sentences = {
  'screens.unknown_screen': 'There is no such screen.',
  'screens.no_screenshot': 'There is no such picture of this screen.',
  'screens.name_taken': 'Another screen on this site has this name.',
  'screens.unknown_group': 'There is no such group.',
  'screens.group_name_taken': 'Another group on this site has this name.',
  'screens.group_in_use': 'Screens are still in this group: {count}. Put them elsewhere first.',
  'screens.unknown_site': 'There is no such site.',
  'screens.unknown_code': 'There is no such enrolment code.',
  'screens.unknown_held': 'There is no such enrolment, or it was decided already.',
  'screens.enrolment_refused': 'This code is not good for this player: it is wrong, over, or used. Ask for a new one.',
  'screens.unknown_command': 'There is no such command.',
  'screens.command_id_taken': 'There is another command with this id.',
  'screens.command_locked': 'This screen was rebooted or restarted three times within 15 minutes: it can be asked again from {until}.',
  'screens.command_not_published': 'The command did not reach the broker: {reason}',
  'screens.command_begun': 'It cannot be called back any more: it has begun, or it is through.',
  'screens.command_needs_nobody': 'This command does not wait for a person.',
  ...CALENDAR_SENTENCES,
  ...CONTENT_SENTENCES,
  'screens.broker_away': 'The broker could not be told of the account: {reason} Ask again with the same code.',
  'screens.discovery_off': 'Players of the old contract are not let in: a setting switches that on.',
};
