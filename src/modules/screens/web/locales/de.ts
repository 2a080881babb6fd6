import { findings } from './de/findings.ts';
import { refusals } from './de/refusals.ts';

export const de = { title: 'Bildschirme', ...findings, refusals };
