/** What a story is about: the machine, else the asset, else the thing that the module's key names. Never across sites. */
export interface Subject {
  readonly siteId: string;
  readonly kind: 'machine' | 'asset' | 'key';
  readonly id: string;
}

/** The part of a finding that decides about its subject. */
export interface Placed {
  readonly module: string;
  readonly key: string;
  readonly siteId: string;
  readonly assetId: string | null;
  /** The machine of the asset, where a person has linked it to one. */
  readonly machineId: string | null;
}

/** Two rules of one module with one key and no asset (a mail source that is down and full) share a subject. */
export function subjectOf({ siteId, machineId, assetId, module, key }: Placed): Subject {
  if (machineId !== null) return { siteId, kind: 'machine', id: machineId };
  if (assetId !== null) return { siteId, kind: 'asset', id: assetId };
  return { siteId, kind: 'key', id: `${module}/${key}` };
}

/** Equal exactly for equal subjects. */
export const subjectKey = ({ siteId, kind, id }: { readonly siteId: string; readonly kind: string; readonly id: string }): string =>
  `${siteId} ${kind} ${id}`;
