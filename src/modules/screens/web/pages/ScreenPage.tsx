import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { useRoute } from '../../../../web/api/index.ts';
import { Page, Show, Tabs, useParam, useUrlFilters } from '../../../../web/kit/index.ts';
import { getScreen } from '../../contract/screen-routes.ts';
import type { ScreenDetail } from '../../contract/screen-shapes.ts';
import { CommandsTab } from '../commands/CommandsTab.tsx';
import { EditTab } from '../detail/EditTab.tsx';
import { OverviewTab } from '../detail/OverviewTab.tsx';
import { PeopleTab } from '../detail/PeopleTab.tsx';
import { ScreenActions } from '../detail/ScreenActions.tsx';
import { ScreenStatus } from '../parts/ScreenStatus.tsx';
import { useRenewed } from '../parts/use-renewed.ts';
import { SCREEN_TABS, type ScreenTab } from '../view/href.ts';
import { LogsTab } from '../watch/LogsTab.tsx';
import { ScreenshotsTab } from '../watch/ScreenshotsTab.tsx';
import '../parts/screens.css';

const TAB_SHAPE = { tab: z.enum(SCREEN_TABS) };

/** One screen: how it is and why, what its player says, who may speak for it. */
export default function ScreenPage() {
  const { t } = useTranslation('screens');
  const id = useParam('id');
  const screen = useRoute(getScreen, { id }, { live: ['assets'] });
  useRenewed(screen.refetch);
  if (screen.value !== undefined) return <ScreenDetails key={screen.value.id} screen={screen.value} refetch={screen.refetch} />;
  return (
    <Page title={t('title')}>
      <Show answer={screen}>{() => null}</Show>
    </Page>
  );
}

const NEEDED: Readonly<Partial<Record<ScreenTab, string>>> = { logs: 'screens:logs', commands: 'screens:command', edit: 'screens:manage' };

const maySee = (tab: ScreenTab, { may }: ScreenDetail): boolean => may.includes(NEEDED[tab] ?? 'screens:read');

function ScreenDetails({ screen, refetch }: { readonly screen: ScreenDetail; refetch(): void }) {
  const { t } = useTranslation('screens');
  const [{ tab }, change] = useUrlFilters(TAB_SHAPE);
  const tabs = SCREEN_TABS.filter((name) => maySee(name, screen));
  return (
    <Page title={screen.name} aside={<ScreenStatus screen={screen} />} actions={<ScreenActions screen={screen} />}>
      <Tabs value={tab ?? 'overview'} onChange={(next) => change({ tab: next === 'overview' ? null : next })} keepMounted={false}>
        <Tabs.List aria-label={t('screen.tabs.label')} mb="md">
          {tabs.map((name) => (
            <Tabs.Tab key={name} value={name}>
              {t(`screen.tabs.${name}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="overview">
          <OverviewTab screen={screen} />
        </Tabs.Panel>
        <Tabs.Panel value="screenshots">
          <ScreenshotsTab screen={screen} />
        </Tabs.Panel>
        {tabs.includes('logs') && (
          <Tabs.Panel value="logs">
            <LogsTab screen={screen} />
          </Tabs.Panel>
        )}
        {tabs.includes('commands') && (
          <Tabs.Panel value="commands">
            <CommandsTab screen={screen} />
          </Tabs.Panel>
        )}
        <Tabs.Panel value="people">
          <PeopleTab screen={screen} />
        </Tabs.Panel>
        {tabs.includes('edit') && (
          <Tabs.Panel value="edit">
            <EditTab screen={screen} refetch={refetch} />
          </Tabs.Panel>
        )}
      </Tabs>
    </Page>
  );
}
