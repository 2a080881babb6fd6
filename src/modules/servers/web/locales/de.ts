import { detail } from './de/detail.ts';
import { findings } from './de/findings.ts';
import { list } from './de/list.ts';
import { words } from './de/words.ts';

export const de = { ...words, ...list, ...detail, ...findings };
