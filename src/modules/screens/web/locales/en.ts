import { findings } from './en/findings.ts';
import { pages } from './en/pages.ts';
import { refusals } from './en/refusals.ts';

export const en = { ...pages, ...findings, refusals };
