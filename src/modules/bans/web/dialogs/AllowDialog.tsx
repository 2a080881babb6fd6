import { useTranslation } from 'react-i18next';
import { useList } from '../../../../web/api/index.ts';
import {
  Autocomplete,
  Checkbox,
  InstantField,
  KitForm,
  Modal,
  Select,
  SiteSelect,
  TextInput,
  toast,
  useKitForm,
  useNow,
  useSiteFilter,
} from '../../../../web/kit/index.ts';
import { addAllowed } from '../../contract/allow-routes.ts';
import { listHosts } from '../../contract/host-routes.ts';
import { listAllJails } from '../../contract/jail-routes.ts';

interface AllowValues {
  readonly address: string;
  readonly note: string;
  readonly until: string | null;
  readonly siteId: string | null;
  readonly hostId: string | null;
  readonly jail: string;
  readonly unban: boolean;
}

/** Adds an address or network that must never be banned. */
export function AllowDialog({ address = '', onClose }: { readonly address?: string; onClose(): void }) {
  const { t } = useTranslation('bans');
  const now = Temporal.Instant.fromEpochMilliseconds(useNow()).toString();
  const siteFilter = useSiteFilter();
  const initial: AllowValues = { address, note: '', until: null, siteId: siteFilter ?? null, hostId: null, jail: '', unban: true };
  const form = useKitForm({
    initial,
    route: addAllowed,
    touches: ['findings'],
    toInput: ({ siteId, jail, ...values }) => ({ ...values, jail: jail === '' ? null : jail, ...(siteId === null ? {} : { siteId }) }),
    onDone: (entry) => {
      toast.done(t('allow.added', { address: entry.address }));
      onClose();
    },
  });
  const site = form.values.siteId === null ? {} : { siteId: form.values.siteId };
  const hosts = useList(listHosts, { limit: 200, ...site }, { live: ['assets'] });
  const jails = useList(listAllJails, { limit: 200, ...site });
  return (
    <Modal opened onClose={onClose} title={t('allow.title')} closeButtonProps={{ 'aria-label': t('close') }}>
      <KitForm form={form} verb={t('allow.do')} onCancel={onClose}>
        <TextInput
          label={t('filters.ip')}
          description={t('ban.addressHelp')}
          required
          data-autofocus
          maxLength={64}
          {...form.text('address')}
        />
        <SiteSelect label={t('site')} {...form.choice('siteId')} />
        <Select
          label={t('host')}
          placeholder={t('allow.everyHost')}
          clearable
          clearButtonProps={{ 'aria-label': t('allow.everyHost') }}
          searchable
          data={(hosts.items ?? []).map(({ id, name }) => ({ value: id, label: name }))}
          {...form.choice('hostId')}
        />
        <Autocomplete
          label={t('jail')}
          placeholder={t('allow.everyJail')}
          data={[...new Set((jails.items ?? []).map(({ name }) => name))]}
          {...form.choice('jail')}
        />
        <InstantField label={t('allow.until')} description={t('allow.untilHelp')} min={now} {...form.choice('until')} />
        <TextInput label={t('note')} maxLength={200} {...form.text('note')} />
        <Checkbox label={t('allow.unban')} {...form.flag('unban')} />
      </KitForm>
    </Modal>
  );
}
