/** Parts of a screen's page, as `?tab=` names them. */
export const SCREEN_TABS = ['overview', 'screenshots', 'logs', 'commands', 'people', 'edit'] as const;
export type ScreenTab = (typeof SCREEN_TABS)[number];

export const SCREENS_PAGE = '/screens';
export const LIST_PAGE = '/screens/list';
export const MONITORING_PAGE = '/screens/monitoring';
export const GROUPS_PAGE = '/screens/groups';
export const EVENTS_PAGE = '/screens/events';
export const ENROL_PAGE = '/screens/enrol';

/** One part of a screen's page. */
export const screenHref = (id: string, tab: ScreenTab = 'overview'): string =>
  tab === 'overview' ? `${SCREENS_PAGE}/${id}` : `${SCREENS_PAGE}/${id}?tab=${tab}`;

/** The table of screens, narrowed to a group (`NO_GROUP`: to those in none) and to states. */
export const listHref = ({ group, state }: { readonly group: string; readonly state: string | undefined }): string =>
  `${LIST_PAGE}?${new URLSearchParams({ group, ...(state === undefined ? {} : { state }) })}`;

/** The screens of a group; `NO_GROUP`: of none. */
export const groupHref = (group: string): string => `${GROUPS_PAGE}?group=${group}`;
