/** Where an address is, as far as files of places know. */
export interface Place {
  /** ISO 3166-1 alpha-2, `GB`. */
  readonly country: string | null;
  /** Number of the autonomous system that announces it. */
  readonly asn: number | null;
  readonly organisation: string | null;
}

export const NOWHERE: Place = { country: null, asn: null, organisation: null };

/** The place of an address or of a network's first address. Quick, never throws. */
export type PlaceOf = (address: string) => Place;
