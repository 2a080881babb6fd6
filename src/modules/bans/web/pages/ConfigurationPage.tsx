import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { useRoute } from '../../../../web/api/index.ts';
import { Page, Show, Tabs, useUrlFilters } from '../../../../web/kit/index.ts';
import { getHost } from '../../contract/host-routes.ts';
import type { HostDetail } from '../../contract/host-shapes.ts';
import { Drafts } from '../configuration/Drafts.tsx';
import { EffectiveTab } from '../configuration/EffectiveTab.tsx';
import { FilesTab } from '../configuration/FilesTab.tsx';
import { VersionsTab } from '../configuration/VersionsTab.tsx';
import { HostChoice } from '../parts/HostChoice.tsx';
import '../parts/bans.css';

const TABS = ['effective', 'files', 'drafts', 'versions'] as const;
type ConfigTab = (typeof TABS)[number];

/** `path`: the file that is open; `jail`: the jail whose options are shown. */
const SHAPE = { host: z.string(), tab: z.enum(TABS), path: z.string(), jail: z.string() };

/** What a host's fail2ban is configured to do, and changing it with a net below. */
export default function ConfigurationPage() {
  const { t } = useTranslation('bans');
  const [{ host: chosen, tab = 'effective' }, change] = useUrlFilters(SHAPE);
  return (
    <Page
      title={t('nav.configuration')}
      filters={<HostChoice value={chosen} onChange={(host) => change({ host, path: null, jail: null })} />}
    >
      {chosen === undefined ? (
        <p>{t('config.chooseHost')}</p>
      ) : (
        <OfHost key={chosen} hostId={chosen} tab={tab} onTab={(next) => change({ tab: next === 'effective' ? null : next })} />
      )}
    </Page>
  );
}

interface OfHostProps {
  readonly hostId: string;
  readonly tab: ConfigTab;
  onTab(tab: string | null): void;
}

function OfHost({ hostId, tab, onTab }: OfHostProps) {
  const { t } = useTranslation('bans');
  const host = useRoute(getHost, { id: hostId });
  return (
    <Show answer={host}>
      {(found) => (
        <Tabs value={tab} onChange={onTab} keepMounted={false}>
          <Tabs.List aria-label={t('config.tabs.label')} mb="md">
            {TABS.map((name) => (
              <Tabs.Tab key={name} value={name}>
                {t(`config.tabs.${name}`)}
              </Tabs.Tab>
            ))}
          </Tabs.List>
          {TABS.map((name) => (
            <Tabs.Panel key={name} value={name}>
              <TabContent tab={name} host={found} />
            </Tabs.Panel>
          ))}
        </Tabs>
      )}
    </Show>
  );
}

function TabContent({ tab, host }: { readonly tab: ConfigTab; readonly host: HostDetail }) {
  switch (tab) {
    case 'effective':
      return <EffectiveTab host={host} />;
    case 'files':
      return <FilesTab host={host} />;
    case 'drafts':
      return <Drafts host={host} />;
    case 'versions':
      return <VersionsTab host={host} />;
  }
}
