/** Pattern of `ilike` that finds the text anywhere; what people type is taken literally. */
export const contains = (text: string): string => `%${text.replaceAll(/[\\%_]/g, '\\$&')}%`;
