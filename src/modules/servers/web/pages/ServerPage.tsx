import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { useRoute } from '../../../../web/api/index.ts';
import { MarkShape, Page, Show, Tabs, useParam, useUrlFilters } from '../../../../web/kit/index.ts';
import { getServer } from '../../contract/routes.ts';
import type { ServerDetail } from '../../contract/shapes.ts';
import { EditTab } from '../detail/EditTab.tsx';
import { HistoryTab } from '../detail/HistoryTab.tsx';
import { OverviewTab } from '../detail/OverviewTab.tsx';
import { PackagesTab } from '../detail/PackagesTab.tsx';
import { PeopleTab } from '../detail/PeopleTab.tsx';
import { ReportingTab } from '../detail/ReportingTab.tsx';
import { ServerActions } from '../detail/ServerActions.tsx';
import { ServerStatus } from '../parts/ServerStatus.tsx';
import { useReader } from '../parts/use-reader.ts';
import { SERVER_TABS, type ServerTab } from '../view/detail-href.ts';
import { isMaintained, windowMark } from '../view/marks.ts';
import { maintainedSentence, windowSentence } from '../view/window-sentence.ts';
import '../parts/servers.css';

const TAB_SHAPE = { tab: z.enum(SERVER_TABS) };

/** One server: may it be touched now, what is pending, what was done, who answers. */
export default function ServerPage() {
  const { t } = useTranslation('servers');
  const id = useParam('id');
  const server = useRoute(getServer, { id }, { live: ['assets'] });
  if (server.value !== undefined) return <ServerDetails key={server.value.id} server={server.value} />;
  return (
    <Page title={t('title')}>
      <Show answer={server}>{() => null}</Show>
    </Page>
  );
}

function ServerDetails({ server }: { readonly server: ServerDetail }) {
  const { t } = useTranslation('servers');
  const [{ tab }, change] = useUrlFilters(TAB_SHAPE);
  const tabs = SERVER_TABS.filter((name) => name !== 'edit' || server.may.includes('servers:edit'));
  return (
    <Page title={server.name} aside={<ServerStatus server={server} />} actions={<ServerActions server={server} />}>
      <WindowLead server={server} />
      <Tabs value={tab ?? 'overview'} onChange={(next) => change({ tab: next === 'overview' ? null : next })} keepMounted={false}>
        <Tabs.List aria-label={t('tabs.label')} mb="md">
          {tabs.map((name) => (
            <Tabs.Tab key={name} value={name}>
              {t(`tabs.${name}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {tabs.map((name) => (
          <Tabs.Panel key={name} value={name}>
            <TabContent tab={name} server={server} />
          </Tabs.Panel>
        ))}
      </Tabs>
    </Page>
  );
}

/** Whether it may be touched now, in one sentence above everything else. */
function WindowLead({ server }: { readonly server: ServerDetail }) {
  const reader = useReader();
  // Declared maintenance allows what the in-use hours would speak against.
  const isOpen =
    isMaintained(server, reader.now) && server.decisions.some(({ action, answer }) => action === 'update' && answer === 'allow');
  const mark = isOpen ? 'muted' : windowMark(server.serviceWindowStatus).mark;
  return (
    <p className={`sv-lead ct-mark-${mark}`}>
      <MarkShape mark={mark} />
      <span>{isOpen ? maintainedSentence(server, reader) : windowSentence(server, reader)}</span>
    </p>
  );
}

function TabContent({ tab, server }: { readonly tab: ServerTab; readonly server: ServerDetail }) {
  switch (tab) {
    case 'overview':
      return <OverviewTab server={server} />;
    case 'packages':
      return <PackagesTab server={server} />;
    case 'history':
      return <HistoryTab server={server} />;
    case 'people':
      return <PeopleTab server={server} />;
    case 'reporting':
      return <ReportingTab server={server} />;
    case 'edit':
      return <EditTab server={server} />;
  }
}
