import type { Sentences } from '../../../kernel/contract/sentences.ts';

/** English sentences of refusals about what screens show. */
export const CONTENT_SENTENCES: Sentences = {
  'screens.unknown_event': 'There is no such event.',
  'screens.no_such_group': 'One of these groups does not exist, or is not yours to plan for.',
  'screens.groups_of_many_sites': 'The groups of an event must be of one site.',
  'screens.ends_before_start': 'The end must come after the start.',
  'screens.too_long': 'It may last {days} days at most.',
  'screens.too_dense': 'More than 24 occurrences of this series would happen at the same moment.',
  'screens.until_before_start': 'The last day must not come before the first, and only a series has one.',
  'screens.bad_window': 'The window must end after it begins, and be 62 days long at most.',
  'screens.unknown_occurrence': 'Nothing of this series begins at that moment.',
  'screens.too_many_skipped': 'At most 1,000 occurrences can be taken out of a series.',
  'screens.unknown_media': 'One of these files does not exist on the site of the groups.',
  'screens.no_such_media': 'There is no such file.',
  'screens.media_in_use': 'This file is still shown by events or groups: {uses}. Take it out of them first.',
  'screens.not_media': 'This is neither a picture (PNG, JPEG, WebP, GIF) nor a PDF, or it is damaged.',
  'screens.picture_too_large': 'Pictures may have {megapixels} megapixels at most.',
  'files.too_large': 'This file is too large.',
  'files.no_room': 'The disk of the console is full.',
  'files.collected': 'This file took too long to arrive. Upload it once more.',
  'screens.website_not_allowed': 'Screens may not show {host}: the setting “Hosts whose websites screens may show” does not have it.',
  'screens.drops_skipped':
    'Occurrences were taken out on days on which nothing would happen any more ({count}): {dates}. Say that they may go.',
  'screens.empty_message': 'Nothing of this message is left when what is not allowed in it is taken out.',
};
