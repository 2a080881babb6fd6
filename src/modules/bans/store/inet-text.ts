/** The cast of an inet writes the mask of a single address too. */
export const withoutFullMask = (text: string): string => text.replace(text.includes(':') ? /\/128$/ : /\/32$/, '');
