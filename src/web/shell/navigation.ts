import { useTranslation } from 'react-i18next';
import { holds, useAbout, useMe } from '../api/me.tsx';
import { type Icon, IconChecklist, IconHeartbeat, IconHistory, IconSettings, IconUsers } from '../kit/icons.ts';
import type { WebModule } from '../module.ts';
import { WEB_MODULES } from '../modules.ts';

export interface RailEntry {
  readonly to: string;
  readonly label: string;
  readonly icon: Icon;
  /** Daily work first, administration below. */
  readonly part: 'work' | 'house';
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

/** What the rail shows this person. */
export function useRail(): readonly RailEntry[] {
  const { t } = useTranslation('kernel');
  const me = useMe();
  const modules = useModules();
  const work = modules.flatMap((module) =>
    module.nav
      .filter(({ permission }) => holds(me, permission))
      .map(({ to, labelKey, icon }): RailEntry => ({ to, label: t(`${module.name}:${labelKey}`), icon, part: 'work' })),
  );
  const house = HOUSE.filter(({ permission }) => holds(me, permission)).map(
    ({ to, labelKey, icon }): RailEntry => ({ to, label: t(labelKey), icon, part: 'house' }),
  );
  return [{ to: '/today', label: t('nav.today'), icon: IconChecklist, part: 'work' }, ...work, ...house];
}

export const isAt = (path: string, to: string): boolean => path === to || path.startsWith(`${to}/`);
