import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSites, useZone } from '../../../../web/api/index.ts';
import { AppLink, Button, InstantField, KitForm, Page, SiteSelect, useGo, useKitForm, useSiteFilter } from '../../../../web/kit/index.ts';
import { addServer } from '../../contract/routes.ts';
import { IdentityFields, RhythmFields, WordsFields } from '../parts/ServerFields.tsx';
import { useReader } from '../parts/use-reader.ts';
import { type ServerValues, serverInput, usualHours } from '../view/server-form.ts';
import '../parts/servers.css';

interface AddValues extends ServerValues {
  readonly siteId: string | null;
  readonly lastUpdatedAt: string | null;
}

/** The site a new server begins with: the chosen one, else the default. */
function useFirstSite() {
  const sites = useSites();
  const chosen = useSiteFilter();
  return sites.find(({ id }) => id === chosen) ?? sites.find(({ isDefault }) => isDefault) ?? sites[0];
}

/** Adds one server; what follows is the page that connects it. */
export default function AddServerPage() {
  const { t } = useTranslation('servers');
  const go = useGo();
  const { now } = useReader();
  const zone = useZone();
  const site = useFirstSite();
  const [showsMore, setShowsMore] = useState(false);
  const form = useKitForm({
    initial: emptyServer(site?.id ?? null, site?.timeZone ?? zone),
    route: addServer,
    touches: ['assets', 'findings'],
    toInput: ({ siteId, lastUpdatedAt, ...values }) => ({ ...serverInput(values), lastUpdatedAt, ...(siteId === null ? {} : { siteId }) }),
    onDone: ({ id }) => go(`/servers/${id}/connect`, { replace: true }),
  });
  return (
    <Page title={t('add.title')} actions={<AppLink href="/servers/sheet">{t('sheet.import')}</AppLink>}>
      <KitForm form={form} verb={t('add.submit')} onCancel={() => go('/servers')}>
        <IdentityFields form={form} />
        <SiteSelect label={t('add.site')} required {...form.choice('siteId')} />
        <RhythmFields form={form} siteId={form.values.siteId ?? undefined} />
        <InstantField
          label={t('add.lastUpdatedAt')}
          description={t('add.lastUpdatedHelp')}
          max={now.toString()}
          {...form.choice('lastUpdatedAt')}
        />
        {showsMore ? (
          <WordsFields form={form} />
        ) : (
          <Button className="sv-start" variant="subtle" size="compact-sm" onClick={() => setShowsMore(true)}>
            {t('add.more')}
          </Button>
        )}
      </KitForm>
    </Page>
  );
}

const emptyServer = (siteId: string | null, timeZone: string): AddValues => ({
  name: '',
  hostname: '',
  ipAddress: '',
  description: '',
  updateScheduleId: null,
  tags: [],
  siteId,
  lastUpdatedAt: null,
  ...usualHours(timeZone),
  hoursKind: 'none',
});
