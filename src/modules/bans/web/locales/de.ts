import { archive } from './de/archive.ts';
import { configuration } from './de/configuration.ts';
import { findings } from './de/findings.ts';
import { hosts } from './de/hosts.ts';
import { lists } from './de/lists.ts';
import { refusals } from './de/refusals.ts';
import { words } from './de/words.ts';

export const de = { ...words, ...hosts, ...archive, ...lists, ...configuration, ...findings, refusals };
