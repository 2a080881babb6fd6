/** The name of a file as one level of an address. Players show and keep it; the token alone finds the file. */
export const encodeName = (name: string): string => encodeURIComponent(name.toWellFormed()).replaceAll(/[!'()*]/g, hex);

const hex = (char: string): string => `%${char.charCodeAt(0).toString(16).toUpperCase()}`;
