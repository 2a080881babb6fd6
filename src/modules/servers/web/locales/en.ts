import { detail } from './en/detail.ts';
import { findings } from './en/findings.ts';
import { list } from './en/list.ts';
import { words } from './en/words.ts';

export const en = { ...words, ...list, ...detail, ...findings };
