import { useTranslation } from 'react-i18next';
import { useSites } from '../../../../web/api/index.ts';
import { KitForm, Page, SiteSelect, Text, useGo, useKitForm, useSiteFilter } from '../../../../web/kit/index.ts';
import { addHost } from '../../contract/host-routes.ts';
import { HostFields } from '../parts/HostFields.tsx';
import { emptyHost, type HostValues, hostInput } from '../view/host-form.ts';
import { hostHref } from '../view/host-href.ts';
import '../parts/bans.css';

interface AddValues extends HostValues {
  readonly siteId: string | null;
}

/** Adds one fail2ban host; its page then tries to reach it and shows its key. */
export default function AddHostPage() {
  const { t } = useTranslation('bans');
  const go = useGo();
  const sites = useSites();
  const chosen = useSiteFilter();
  const site = sites.find(({ id }) => id === chosen) ?? sites.find(({ isDefault }) => isDefault) ?? sites[0];
  const initial: AddValues = { ...emptyHost, siteId: site?.id ?? null };
  const form = useKitForm({
    initial,
    route: addHost,
    touches: ['assets', 'findings'],
    toInput: ({ siteId, ...values }) => ({ ...hostInput(values), ...(siteId === null ? {} : { siteId }) }),
    onDone: ({ id }) => go(hostHref(id), { replace: true }),
  });
  return (
    <Page title={t('hosts.add')}>
      <KitForm form={form} verb={t('hosts.add')} onCancel={() => go('/bans/hosts')}>
        <Text size="sm" c="dimmed">
          {t('hosts.form.about')}
        </Text>
        <SiteSelect label={t('site')} required {...form.choice('siteId')} />
        <HostFields form={form} />
      </KitForm>
    </Page>
  );
}
