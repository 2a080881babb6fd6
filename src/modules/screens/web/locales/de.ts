import { commands } from './de/commands.ts';
import { findings } from './de/findings.ts';
import { pages } from './de/pages.ts';
import { refusals } from './de/refusals.ts';

export const de = { ...pages, ...commands, ...findings, refusals };
