import { commands } from './de/commands.ts';
import { content } from './de/content.ts';
import { findings } from './de/findings.ts';
import { overview } from './de/overview.ts';
import { pages } from './de/pages.ts';
import { refusals } from './de/refusals.ts';
import { watch } from './de/watch.ts';
import { wire } from './de/wire.ts';

export const de = { ...pages, ...commands, ...content, ...findings, ...overview, ...watch, ...wire, refusals };
