import type { Sentences } from '../../../kernel/contract/sentences.ts';

/** English sentences of the archive, its figures and the files of places, by code. */
export const ARCHIVE_SENTENCES: Sentences = {
  'bans.unknown_ban': 'There is no such ban in the archive.',
  'bans.unknown_zone': 'This time zone is unknown.',
  'bans.range_backwards': 'The time begins after its end: choose an earlier beginning.',
  'bans.range_too_long': 'This is a longer time than ten years: choose a later beginning.',
  'bans.places_none': 'No file of countries or networks is configured: set one under Settings to see where addresses are.',
  'bans.places_missing': 'The file of places is not there.',
  'bans.places_unreadable': 'The file of places cannot be read: look at the rights of the file and of its folder.',
  'bans.places_corrupt': 'The file of places is damaged or not an MMDB file: fetch it again.',
  'bans.places_too_large': 'The file of places is larger than 512 MB.',
  'bans.places_wrong_kind':
    'This file of places holds something else: countries come from a Country or City file, networks from an ASN file.',
  'bans.places_too_slow': 'Reading the file of places took too long: it is damaged, fetch it again.',
};
