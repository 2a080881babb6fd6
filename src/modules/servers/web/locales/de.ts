import { detail } from './de/detail.ts';
import { findings } from './de/findings.ts';
import { list } from './de/list.ts';
import { notices } from './de/notices.ts';
import { plan } from './de/plan.ts';
import { safety } from './de/safety.ts';
import { tools } from './de/tools.ts';
import { words } from './de/words.ts';

export const de = { ...words, ...list, ...detail, ...findings, ...plan, ...notices, ...tools, ...safety };
