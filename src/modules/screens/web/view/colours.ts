/** Colours that are told apart, and seen on light and dark grounds; names are in the locales. */
export const COLOURS = {
  grey: '#868e96',
  red: '#c92a2a',
  orange: '#e8590c',
  yellow: '#e0a100',
  green: '#2f9e44',
  teal: '#0c8599',
  blue: '#1c7ed6',
  violet: '#7048e8',
  pink: '#c2255c',
  brown: '#8d5b3b',
} as const;

export type ColourName = keyof typeof COLOURS;

const isName = (name: string): name is ColourName => name in COLOURS;

export const COLOUR_NAMES: readonly ColourName[] = Object.keys(COLOURS).filter(isName);
