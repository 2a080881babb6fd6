import { useTranslation } from 'react-i18next';
import { useList, useSites, useZone } from '../../../../web/api/index.ts';
import {
  Autocomplete,
  Checkbox,
  KitForm,
  type KitFormState,
  Modal,
  MultiSelect,
  NumberInput,
  Select,
  SiteSelect,
  TextInput,
  toast,
  useGo,
  useKitForm,
  useSiteFilter,
} from '../../../../web/kit/index.ts';
import { addBlocklist, editBlocklist } from '../../contract/blocklist-routes.ts';
import { BLOCKLIST_FORMATS, type Blocklist } from '../../contract/blocklist-shapes.ts';
import { listHosts } from '../../contract/host-routes.ts';
import { listAllJails } from '../../contract/jail-routes.ts';
import { type BlocklistValues, blocklistInput, blocklistValues, emptyBlocklist } from '../view/blocklist-form.ts';

interface BlocklistDialogProps {
  /** Null adds one. */
  readonly blocklist: Blocklist | null;
  onClose(): void;
}

/** Adds or changes a blocklist. */
export function BlocklistDialog({ blocklist, onClose }: BlocklistDialogProps) {
  const { t } = useTranslation('bans');
  const title = blocklist === null ? t('blocklists.add') : t('blocklists.edit', { name: blocklist.name });
  return (
    <Modal opened onClose={onClose} title={title} closeButtonProps={{ 'aria-label': t('close') }}>
      {blocklist === null ? <AddForm onClose={onClose} /> : <EditForm blocklist={blocklist} onClose={onClose} />}
    </Modal>
  );
}

function AddForm({ onClose }: Pick<BlocklistDialogProps, 'onClose'>) {
  const { t } = useTranslation('bans');
  const go = useGo();
  const zone = useZone();
  const sites = useSites();
  const chosen = useSiteFilter();
  const initial: BlocklistValues & { readonly siteId: string | null } = {
    ...emptyBlocklist,
    siteId: chosen ?? sites.find(({ isDefault }) => isDefault)?.id ?? null,
  };
  const form = useKitForm({
    initial,
    route: addBlocklist,
    toInput: ({ siteId, ...values }) => ({ ...blocklistInput(values, zone), ...(siteId === null ? {} : { siteId }) }),
    onDone: ({ id }) => go(`/bans/blocklists/${id}`),
  });
  return (
    <KitForm form={form} verb={t('blocklists.add')} onCancel={onClose}>
      <SiteSelect label={t('site')} required {...form.choice('siteId')} />
      <Fields form={form} siteId={form.values.siteId ?? undefined} />
    </KitForm>
  );
}

function EditForm({ blocklist, onClose }: { readonly blocklist: Blocklist; onClose(): void }) {
  const { t } = useTranslation('bans');
  const zone = useZone();
  const form = useKitForm({
    initial: blocklistValues(blocklist),
    route: editBlocklist,
    ifMatch: blocklist.version,
    toInput: (values) => ({ id: blocklist.id, ...blocklistInput(values, zone) }),
    onDone: ({ name }) => {
      toast.done(t('blocklists.saved', { name }));
      onClose();
    },
  });
  return (
    <KitForm form={form} verb={t('save')} onCancel={onClose}>
      <Fields form={form} siteId={blocklist.site.id} />
    </KitForm>
  );
}

interface FieldsProps {
  readonly form: Pick<KitFormState<BlocklistValues>, 'values' | 'text' | 'number' | 'choice' | 'flag' | 'set'>;
  readonly siteId: string | undefined;
}

function Fields({ form, siteId }: FieldsProps) {
  const { t } = useTranslation('bans');
  const { format } = form.values;
  return (
    <>
      <TextInput label={t('blocklists.name')} required maxLength={120} data-autofocus {...form.text('name')} />
      <TextInput label={t('blocklists.url')} description={t('blocklists.urlHelp')} maxLength={2_000} {...form.text('url')} />
      <Select
        label={t('blocklists.format')}
        allowDeselect={false}
        data={BLOCKLIST_FORMATS.map((value) => ({ value, label: t(`blocklists.formats.${value}`) }))}
        {...form.choice('format')}
        onChange={(value) => form.set('format', BLOCKLIST_FORMATS.find((each) => each === value) ?? format)}
      />
      {format === 'csv' && <NumberInput label={t('blocklists.column')} min={1} max={200} required {...form.number('csvColumn')} />}
      {form.values.url.trim() !== '' && <RhythmFields form={form} />}
      <TargetFields form={form} siteId={siteId} />
      <NumberInput label={t('blocklists.cap')} description={t('blocklists.capHelp')} min={1} max={200_000} {...form.number('cap')} />
      <Checkbox label={t('blocklists.automatic')} description={t('blocklists.automaticHelp')} {...form.flag('applyAutomatically')} />
    </>
  );
}

const RHYTHMS = ['daily', 'hours', 'never'] as const;

function RhythmFields({ form }: Pick<FieldsProps, 'form'>) {
  const { t } = useTranslation('bans');
  const { rhythm } = form.values;
  return (
    <>
      <Select
        label={t('blocklists.rhythm')}
        allowDeselect={false}
        data={RHYTHMS.map((value) => ({ value, label: t(`blocklists.rhythms.${value}`) }))}
        {...form.choice('rhythm')}
        onChange={(value) => form.set('rhythm', RHYTHMS.find((each) => each === value) ?? rhythm)}
      />
      {rhythm === 'daily' && <TextInput label={t('blocklists.dailyAt')} placeholder="04:00" {...form.text('dailyAt')} />}
      {rhythm === 'hours' && <NumberInput label={t('blocklists.everyHours')} min={1} max={720} {...form.number('everyHours')} />}
    </>
  );
}

function TargetFields({ form, siteId }: FieldsProps) {
  const { t } = useTranslation('bans');
  const site = siteId === undefined ? {} : { siteId };
  const hosts = useList(listHosts, { limit: 200, ...site }, { live: ['assets'] });
  const jails = useList(listAllJails, { limit: 200, ...site });
  return (
    <>
      <Autocomplete
        label={t('jail')}
        description={t('blocklists.jailHelp')}
        required
        data={[...new Set((jails.items ?? []).map(({ name }) => name))]}
        {...form.choice('jail')}
      />
      <MultiSelect
        label={t('nav.hosts')}
        description={t('ban.hostHelp')}
        data={(hosts.items ?? []).map(({ id, name }) => ({ value: id, label: name }))}
        value={[...form.values.hostIds]}
        onChange={(ids) => form.set('hostIds', ids)}
      />
    </>
  );
}
