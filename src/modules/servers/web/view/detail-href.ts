/** Parts of a server's page, as `?tab=` names them. */
export const SERVER_TABS = ['overview', 'packages', 'history', 'people', 'reporting', 'edit'] as const;
export type ServerTab = (typeof SERVER_TABS)[number];

/** One part of a server's page. */
export const serverHref = (id: string, tab: ServerTab = 'overview'): string =>
  tab === 'overview' ? `/servers/${id}` : `/servers/${id}?tab=${tab}`;
