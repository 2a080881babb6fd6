import { pages } from './de/pages.ts';

export const de = { ...pages };
