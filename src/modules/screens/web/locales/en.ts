import { pages } from './en/pages.ts';

export const en = { ...pages };
