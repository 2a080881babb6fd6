import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { useRoute } from '../../../../web/api/index.ts';
import { Page, Show, Tabs, useParam, useUrlFilters } from '../../../../web/kit/index.ts';
import { getHost } from '../../contract/host-routes.ts';
import type { HostDetail } from '../../contract/host-shapes.ts';
import { DriftTab } from '../detail/DriftTab.tsx';
import { EditTab } from '../detail/EditTab.tsx';
import { HostActions } from '../detail/HostActions.tsx';
import { JailsTab } from '../detail/JailsTab.tsx';
import { OverviewTab } from '../detail/OverviewTab.tsx';
import { PeopleTab } from '../detail/PeopleTab.tsx';
import { HostStatus } from '../parts/HostStatus.tsx';
import { HOST_TABS, type HostTab } from '../view/host-href.ts';

const TAB_SHAPE = { tab: z.enum(HOST_TABS) };

/** One fail2ban host: whether it is reached, its jails, what a reload would lose, who answers. */
export default function HostPage() {
  const { t } = useTranslation('bans');
  const id = useParam('id');
  const host = useRoute(getHost, { id }, { live: ['assets'] });
  if (host.value !== undefined) return <HostDetails key={host.value.id} host={host.value} />;
  return (
    <Page title={t('hosts.title')}>
      <Show answer={host}>{() => null}</Show>
    </Page>
  );
}

function HostDetails({ host }: { readonly host: HostDetail }) {
  const { t } = useTranslation('bans');
  const [{ tab }, change] = useUrlFilters(TAB_SHAPE);
  const tabs = HOST_TABS.filter((name) => name !== 'edit' || host.may.includes('bans:hosts'));
  return (
    <Page title={host.name} aside={<HostStatus host={host} />} actions={<HostActions host={host} />}>
      <Tabs value={tab ?? 'overview'} onChange={(next) => change({ tab: next === 'overview' ? null : next })} keepMounted={false}>
        <Tabs.List aria-label={t('hosts.tabs.label')} mb="md">
          {tabs.map((name) => (
            <Tabs.Tab key={name} value={name}>
              {t(`hosts.tabs.${name}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {tabs.map((name) => (
          <Tabs.Panel key={name} value={name}>
            <TabContent tab={name} host={host} />
          </Tabs.Panel>
        ))}
      </Tabs>
    </Page>
  );
}

function TabContent({ tab, host }: { readonly tab: HostTab; readonly host: HostDetail }) {
  switch (tab) {
    case 'overview':
      return <OverviewTab host={host} />;
    case 'jails':
      return <JailsTab host={host} />;
    case 'drift':
      return <DriftTab host={host} />;
    case 'people':
      return <PeopleTab host={host} />;
    case 'edit':
      return <EditTab host={host} />;
  }
}
