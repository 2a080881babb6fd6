import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { Page, Tabs, useUrlFilters } from '../../../../web/kit/index.ts';
import { HostChoice } from '../parts/HostChoice.tsx';
import { DryRunTab } from '../workshop/DryRunTab.tsx';
import { RegexTab } from '../workshop/RegexTab.tsx';
import '../parts/bans.css';

const TABS = ['regex', 'dry-run'] as const;
const SHAPE = { host: z.string(), tab: z.enum(TABS) };

/** Filters tried against lines, and limits against yesterday's log, by fail2ban's own tools on the host. */
export default function WorkshopPage() {
  const { t } = useTranslation('bans');
  const [{ host, tab = 'regex' }, change] = useUrlFilters(SHAPE);
  return (
    <Page title={t('nav.workshop')} filters={<HostChoice value={host} onChange={(next) => change({ host: next })} />}>
      {host === undefined ? (
        <p>{t('config.chooseHost')}</p>
      ) : (
        <Tabs value={tab} onChange={(next) => change({ tab: next === 'regex' ? null : next })}>
          <Tabs.List aria-label={t('workshop.tabs.label')} mb="md">
            {TABS.map((name) => (
              <Tabs.Tab key={name} value={name}>
                {t(`workshop.tabs.${name}`)}
              </Tabs.Tab>
            ))}
          </Tabs.List>
          <Tabs.Panel value="regex">
            <RegexTab key={host} hostId={host} />
          </Tabs.Panel>
          <Tabs.Panel value="dry-run">
            <DryRunTab key={host} hostId={host} />
          </Tabs.Panel>
        </Tabs>
      )}
    </Page>
  );
}
