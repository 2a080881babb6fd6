/** Sites of the console by name. */
export type Sites = ReadonlyMap<string, { readonly id: string; readonly timeZone: string }>;

/** Ids of groups by `groupKey`. */
export type Groups = ReadonlyMap<string, string>;

export const groupKey = (site: string, name: string): string => `${site}/${name}`;
