import { Button, Kbd, Select, Tooltip } from '@mantine/core';
import { openSpotlight } from '@mantine/spotlight';
import { useTranslation } from 'react-i18next';
import { type LiveState, useLiveState } from '../api/live.ts';
import { useSites } from '../api/me.tsx';
import { IconSearch } from '../kit/icons.ts';
import { useSiteFilter, useUrlFilters } from '../kit/navigation.tsx';
import { type Mark, MarkShape } from '../kit/StatusMark.tsx';
import { AccountMenu } from './AccountMenu.tsx';
import { Bell } from './Bell.tsx';
import { ConsoleMark } from './ConsoleMark.tsx';

export function TopBar() {
  const { t } = useTranslation('kernel');
  return (
    <header className="ct-top">
      <div className="ct-top-mark">
        <ConsoleMark />
      </div>
      <SiteFilter />
      <Button
        className="ct-top-search"
        variant="default"
        size="xs"
        leftSection={<IconSearch size={14} aria-hidden />}
        rightSection={<Kbd size="xs">Ctrl K</Kbd>}
        aria-keyshortcuts="Control+K"
        onClick={openSpotlight}
      >
        {t('shell.search')}
      </Button>
      <div className="ct-top-end">
        <LiveMark />
        <Bell />
        <AccountMenu />
      </div>
    </header>
  );
}

const NO_SHAPE = {};

/** One site or all of them; hidden while there is one. Its choice stands in the URL of every page. */
function SiteFilter() {
  const { t } = useTranslation('kernel');
  const sites = useSites();
  const chosen = useSiteFilter();
  const [, change] = useUrlFilters<Record<string, never>>(NO_SHAPE);
  if (sites.length < 2) return null;
  return (
    <Select
      size="xs"
      w={200}
      searchable={sites.length > 8}
      clearable
      clearButtonProps={{ 'aria-label': t('shell.allSites') }}
      aria-label={t('shell.site')}
      placeholder={t('shell.allSites')}
      data={sites.map((site) => ({ value: site.id, label: site.name }))}
      value={chosen ?? null}
      onChange={(site) => change({ site })}
    />
  );
}

const LIVE_MARKS: Readonly<Record<LiveState, Mark>> = { connecting: 'unknown', live: 'ok', reconnecting: 'warning', offline: 'critical' };

/** Whether what is shown is fresh. */
function LiveMark() {
  const { t } = useTranslation('kernel');
  const state = useLiveState();
  return (
    <Tooltip label={t(`live.${state}.why`)} multiline maw={320} events={{ hover: true, focus: true, touch: true }}>
      <output className={`ct-mark ct-live ct-mark-${LIVE_MARKS[state]}`}>
        <MarkShape mark={LIVE_MARKS[state]} />
        <span>{t(`live.${state}.word`)}</span>
      </output>
    </Tooltip>
  );
}
