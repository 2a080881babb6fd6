import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type ProblemError, useList } from '../../../../web/api/index.ts';
import {
  Alert,
  Autocomplete,
  Checkbox,
  KitForm,
  Modal,
  Select,
  SiteSelect,
  Text,
  TextInput,
  toast,
  useKitForm,
  useSiteFilter,
} from '../../../../web/kit/index.ts';
import { listHosts } from '../../contract/host-routes.ts';
import { listAllJails } from '../../contract/jail-routes.ts';
import { addBans } from '../../contract/order-routes.ts';
import { BAN_LENGTHS, type BanLength, type BanValues, banOrder, type Confirmations } from '../view/ban-form.ts';

interface BanDialogProps {
  readonly address?: string;
  onClose(): void;
}

const isLength = (value: string | null): value is BanLength => BAN_LENGTHS.some((length) => length === value);
const NONE: Confirmations = { protectedToo: false, ownAddress: '' };

/** What the console asks before it bans something that is protected: a yes, or the caller's own address once more. */
interface Asked {
  readonly kind: 'protected' | 'own';
  readonly sentence: string;
  /** What was typed when it asked: another address is another question. */
  readonly address: string;
}

/** Bans an address or a network by hand, on one host or on all of a site, for a time and with a reason. */
export function BanDialog({ address = '', onClose }: BanDialogProps) {
  const { t } = useTranslation('bans');
  const siteFilter = useSiteFilter();
  const [lastAsked, setLastAsked] = useState<Asked | null>(null);
  const [confirmations, setConfirmations] = useState(NONE);
  const guardOf = useGuard();
  const initial: BanValues = { address, jail: '', hostId: null, siteId: siteFilter ?? null, length: '24', note: '' };
  const form = useKitForm({
    initial,
    route: addBans,
    touches: ['findings'],
    toInput: (values) => banOrder(values, asksAbout(lastAsked, values.address) ? confirmations : NONE),
    onRefused: (problem, values) => {
      const guard = guardOf(problem);
      if (guard === null) return false;
      if (!asksAbout(lastAsked, values.address)) setConfirmations(NONE);
      setLastAsked({ ...guard, address: values.address });
      return true;
    },
    onDone: ({ orders, remarks }, values) => {
      const done = orders.filter(({ state }) => state === 'done').length;
      const given = t('ban.given', { address: values.address, done, count: orders.length });
      toast.done([given, ...remarks.map((remark) => t(`ban.remarks.${remark}`))].join(' '));
      onClose();
    },
  });
  const asked = asksAbout(lastAsked, form.values.address) ? lastAsked : null;
  return (
    <Modal opened onClose={onClose} title={t('ban.title')} closeButtonProps={{ 'aria-label': t('close') }}>
      <KitForm form={form} verb={t(asked === null ? 'ban.do' : 'ban.doAnyway')} onCancel={onClose}>
        <TextInput
          label={t('ban.address')}
          description={t('ban.addressHelp')}
          required
          data-autofocus
          autoComplete="off"
          maxLength={64}
          {...form.text('address')}
        />
        <SiteSelect label={t('site')} description={t('ban.siteHelp')} {...form.choice('siteId')} />
        <HostAndJail values={form.values} set={form.set} jailError={form.choice('jail').error} />
        <Select
          label={t('ban.length')}
          allowDeselect={false}
          data={BAN_LENGTHS.map((value) => ({ value, label: t(`ban.lengths.${value}`) }))}
          {...form.choice('length')}
          onChange={(value) => isLength(value) && form.set('length', value)}
        />
        <TextInput label={t('ban.note')} description={t('ban.noteHelp')} required maxLength={200} {...form.text('note')} />
        {asked !== null && <Guard asked={asked} confirmations={confirmations} onChange={setConfirmations} />}
      </KitForm>
    </Modal>
  );
}

const asksAbout = (asked: Asked | null, address: string): boolean => asked?.address === address;

/** Reads a refusal as a question; null: it is none. */
function useGuard(): (problem: ProblemError) => Pick<Asked, 'kind' | 'sentence'> | null {
  const { t } = useTranslation('bans');
  return ({ code, params }) => {
    if (code === 'bans.own_address') return { kind: 'own', sentence: t(`refusals.${code}`, { ...params }) };
    if (code !== 'bans.protected_address') return null;
    const reasons = String(params['reasons'])
      .split(', ')
      .map((kind) => t(`protectionKind.${kind}`));
    return {
      kind: params['isOwn'] === true ? 'own' : 'protected',
      sentence: t(`refusals.${code}`, { ...params, reasons: reasons.join(', ') }),
    };
  };
}

interface HostAndJailProps {
  readonly values: BanValues;
  set<Name extends keyof BanValues>(name: Name, value: BanValues[Name]): void;
  readonly jailError: React.ReactNode;
}

function HostAndJail({ values: { siteId, hostId, jail }, set, jailError }: HostAndJailProps) {
  const { t } = useTranslation('bans');
  const site = siteId === null ? {} : { siteId };
  const hosts = useList(listHosts, { limit: 200, level: 'ban,configure', ...site }, { live: ['assets'] });
  const jails = useList(listAllJails, { limit: 200, ...site });
  const names = (jails.items ?? []).filter(({ host }) => hostId === null || host.id === hostId).map(({ name }) => name);
  return (
    <>
      <Select
        label={t('host')}
        description={t('ban.hostHelp')}
        placeholder={t('ban.allHosts')}
        clearable
        clearButtonProps={{ 'aria-label': t('ban.allHosts') }}
        searchable
        data={(hosts.items ?? []).map(({ id, name }) => ({ value: id, label: name }))}
        value={hostId}
        onChange={(next) => set('hostId', next)}
      />
      <Autocomplete
        label={t('jail')}
        name="jail"
        required
        data={[...new Set(names)]}
        value={jail}
        error={jailError}
        onChange={(next) => set('jail', next)}
      />
    </>
  );
}

interface GuardProps {
  readonly asked: Asked;
  readonly confirmations: Confirmations;
  onChange(next: Confirmations): void;
}

/** Whoever would lock somebody out says so; whoever would lock themselves out says so twice. */
function Guard({ asked, confirmations, onChange }: GuardProps) {
  const { t } = useTranslation('bans');
  return (
    <Alert color="red" title={t(asked.kind === 'own' ? 'ban.ownTitle' : 'ban.protectedTitle')}>
      <Text size="sm" mb="xs">
        {asked.sentence}
      </Text>
      <Checkbox
        label={t('ban.confirmProtected')}
        checked={confirmations.protectedToo}
        onChange={({ currentTarget }) => onChange({ ...confirmations, protectedToo: currentTarget.checked })}
      />
      {asked.kind === 'own' && (
        <TextInput
          mt="xs"
          label={t('ban.confirmOwn')}
          value={confirmations.ownAddress}
          onChange={({ currentTarget }) => onChange({ ...confirmations, ownAddress: currentTarget.value })}
        />
      )}
    </Alert>
  );
}
