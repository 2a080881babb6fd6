import { findings } from './en/findings.ts';
import { refusals } from './en/refusals.ts';

export const en = { title: 'Screens', ...findings, refusals };
