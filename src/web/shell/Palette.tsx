import { useDebouncedValue } from '@mantine/hooks';
import { Spotlight } from '@mantine/spotlight';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { listAssets } from '../../kernel/contract/routes/assets.ts';
import { holds, useCan, useMe } from '../api/me.tsx';
import { useRoute } from '../api/queries.ts';
import type { Icon } from '../kit/icons.ts';
import { IconArrowRight, IconDevices, IconSearch, IconUser } from '../kit/icons.ts';
import { useGo } from '../kit/navigation.tsx';
import { useModules, useRail } from './navigation.ts';

interface Goal {
  readonly key: string;
  readonly label: string;
  readonly about?: string;
  readonly icon: Icon;
  readonly href: string;
}

/** `Ctrl K`: any page, action or asset. */
export function Palette() {
  const { t } = useTranslation('kernel');
  const go = useGo();
  const [typed, setTyped] = useState('');
  const pages = usePages().filter((goal) => goal.label.toLowerCase().includes(typed.trim().toLowerCase()));
  const assets = useAssets(typed);
  const groups = [
    { label: t('palette.pages'), goals: pages },
    { label: t('palette.assets'), goals: assets },
  ].filter(({ goals }) => goals.length > 0);
  const list = useFirstMarked(typed, groups[0]?.goals[0]?.key);
  return (
    <Spotlight.Root
      query={typed}
      onQueryChange={setTyped}
      shortcut="mod + K"
      scrollable
      maxHeight={420}
      transitionProps={{ duration: 80 }}
      overlayProps={{ blur: 0, backgroundOpacity: 0.4 }}
      attributes={{ content: { 'aria-label': t('palette.hint') } }}
    >
      <Spotlight.Search placeholder={t('palette.hint')} aria-label={t('palette.hint')} leftSection={<IconSearch size={16} aria-hidden />} />
      <Spotlight.ActionsList ref={list} aria-label={t('palette.results')}>
        {groups.map(({ label, goals }) => (
          <Spotlight.ActionsGroup key={label} label={label}>
            {goals.map(({ key, label: name, about, icon: GoalIcon, href }) => (
              <Spotlight.Action
                key={key}
                label={name}
                {...(about === undefined ? {} : { description: about })}
                leftSection={<GoalIcon size={16} aria-hidden />}
                highlightQuery={false}
                onClick={() => go(href)}
              />
            ))}
          </Spotlight.ActionsGroup>
        ))}
        {groups.length === 0 && <Spotlight.Empty>{t('states.nothingFound')}</Spotlight.Empty>}
      </Spotlight.ActionsList>
    </Spotlight.Root>
  );
}

/**
 * Enter goes to the first result. Mantine marks it (by this attribute) before the results of the last key are drawn,
 * and then loses the mark with the old results.
 */
function useFirstMarked(typed: string, first: string | undefined) {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (typed === '' || first === undefined || list.current?.querySelector('[data-selected]') != null) return;
    list.current?.querySelector('[data-action]')?.setAttribute('data-selected', 'true');
  }, [typed, first]);
  return list;
}

function usePages(): readonly Goal[] {
  const { t } = useTranslation('kernel');
  const me = useMe();
  const rail = useRail().map(({ to, label, icon }): Goal => ({ key: to, label, icon, href: to }));
  const commands = useModules().flatMap((module) =>
    (module.commands ?? [])
      .filter(({ permission }) => holds(me, permission))
      .map(({ labelKey, href }): Goal => ({ key: href, label: t(`${module.name}:${labelKey}`), icon: IconArrowRight, href })),
  );
  return [...rail, ...commands, { key: '/account', label: t('nav.account'), icon: IconUser, href: '/account' }];
}

function useAssets(typed: string): readonly Goal[] {
  const modules = useModules();
  const may = useCan('assets:read');
  const [q] = useDebouncedValue(typed.trim(), 150);
  const found = useRoute(listAssets, { q, limit: 8 }, { enabled: may && q.length > 0, keepLast: true, live: false });
  if (q === '') return [];
  return (found.value?.items ?? []).map((asset): Goal => {
    const module = modules.find(({ name }) => name === asset.module);
    return {
      key: asset.id,
      label: asset.name,
      about: asset.site.name,
      icon: module?.assetIcon(asset.kind) ?? IconDevices,
      href: module?.assetHref(asset) ?? `/assets/${asset.id}`,
    };
  });
}
