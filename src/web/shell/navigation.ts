import { useTranslation } from 'react-i18next';
import { holds, useAbout, useMe } from '../api/me.tsx';
import { type Icon, IconChecklist, IconHeartbeat, IconHistory, IconSettings, IconUsers } from '../kit/icons.ts';
import { useHere } from '../kit/navigation.tsx';
import type { WebModule, WebNav } from '../module.ts';
import { WEB_MODULES } from '../modules.ts';

export interface RailEntry {
  readonly to: string;
  readonly label: string;
  readonly icon: Icon;
  /** Daily work first, administration below. */
  readonly part: 'work' | 'house';
  /** A further page of the module that one is in. */
  readonly isUnder: boolean;
}

/** Modules that are switched on. */
export function useModules(): readonly WebModule[] {
  const about = useAbout();
  return WEB_MODULES.filter((module) => about.modules.includes(module.name));
}

const HOUSE = [
  { to: '/users', labelKey: 'nav.users', icon: IconUsers, permission: 'users:manage' },
  { to: '/settings', labelKey: 'nav.settings', icon: IconSettings, permission: 'settings:read' },
  { to: '/audit', labelKey: 'nav.audit', icon: IconHistory, permission: 'audit:read' },
  { to: '/health', labelKey: 'nav.health', icon: IconHeartbeat, permission: 'health:read' },
] as const;

/** What the rail shows this person: each module once, and its further pages while one is in it. */
export function useRail(): readonly RailEntry[] {
  const { t } = useTranslation('kernel');
  const me = useMe();
  const { path } = useHere();
  const work = useModules().flatMap(({ name, nav }) => {
    const [first, ...further] = nav.filter(({ permission }) => holds(me, permission));
    if (first === undefined) return [];
    const isHere = [first, ...further].some(({ to }) => isAt(path, to));
    const entry = (isUnder: boolean) => (one: WebNav) =>
      ({ to: one.to, label: t(`${name}:${one.labelKey}`), icon: one.icon, part: 'work', isUnder }) satisfies RailEntry;
    return [entry(false)(first), ...(isHere ? further.map(entry(true)) : [])];
  });
  const house = HOUSE.filter(({ permission }) => holds(me, permission)).map(
    ({ to, labelKey, icon }): RailEntry => ({ to, label: t(labelKey), icon, part: 'house', isUnder: false }),
  );
  return [{ to: '/today', label: t('nav.today'), icon: IconChecklist, part: 'work', isUnder: false }, ...work, ...house];
}

const isAt = (path: string, to: string): boolean => path === to || path.startsWith(`${to}/`);

/** Which entry a page belongs to: the one that says most of its path. */
export const entryAt = (entries: readonly RailEntry[], path: string): RailEntry | undefined =>
  entries.filter(({ to }) => isAt(path, to)).sort((a, b) => b.to.length - a.to.length)[0];
