/** Parts of a host's page, as `?tab=` names them. */
export const HOST_TABS = ['overview', 'jails', 'drift', 'people', 'edit'] as const;
export type HostTab = (typeof HOST_TABS)[number];

/** One part of a host's page. */
export const hostHref = (id: string, tab: HostTab = 'overview'): string =>
  tab === 'overview' ? `/bans/hosts/${id}` : `/bans/hosts/${id}?tab=${tab}`;
