/** Somebody who answers for something. */
export type Answerable =
  | { readonly kind: 'user'; readonly id: string; readonly name: string; readonly displayName: string }
  | { readonly kind: 'team'; readonly id: string; readonly name: string };

/** Everybody who might have to see to a story; people who were switched off are left out before. */
export interface Candidates {
  readonly assignee: Answerable | null;
  readonly owners: readonly Answerable[];
  readonly machineOwners: readonly Answerable[];
  readonly siteContact: Answerable | null;
}

export interface Who {
  readonly because: 'assignee' | 'owner' | 'machine_owner' | 'site_contact' | 'nobody';
  readonly who: readonly Answerable[];
}

/** The assignee, else the assets' owners, the machine's owners, the site's contact, else nobody. */
export function whoOf({ assignee, owners, machineOwners, siteContact }: Candidates): Who {
  if (assignee !== null) return { because: 'assignee', who: [assignee] };
  if (owners.length > 0) return { because: 'owner', who: distinct(owners) };
  if (machineOwners.length > 0) return { because: 'machine_owner', who: distinct(machineOwners) };
  if (siteContact !== null) return { because: 'site_contact', who: [siteContact] };
  return { because: 'nobody', who: [] };
}

const distinct = (all: readonly Answerable[]): readonly Answerable[] => [
  ...new Map(all.map((one) => [`${one.kind} ${one.id}`, one])).values(),
];

export const isAmong = (who: readonly Answerable[], userId: string, teamIds: readonly string[]): boolean =>
  who.some((one) => (one.kind === 'user' ? one.id === userId : teamIds.includes(one.id)));
