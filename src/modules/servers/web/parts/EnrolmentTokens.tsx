import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type OutputOf, useAction, useRoute, useSites } from '../../../../web/api/index.ts';
import {
  Button,
  CopyBlock,
  IconPlus,
  InstantField,
  KitForm,
  Modal,
  NumberInput,
  Section,
  Select,
  Show,
  SiteSelect,
  Stack,
  Table,
  Text,
  TextInput,
  TimeAgo,
  toast,
  useConfirm,
  useKitForm,
  useSiteFilter,
  WideTable,
} from '../../../../web/kit/index.ts';
import type { EnrolmentToken } from '../../contract/enrolment-routes.ts';
import { listEnrolmentTokens, listSchedules, makeEnrolmentToken, revokeEnrolmentToken } from '../../contract/routes.ts';
import { enrolCommands } from '../view/install.ts';

/** Tokens by which the machines of an image become servers. */
export function EnrolmentTokens() {
  const { t } = useTranslation('servers');
  const answer = useRoute(listEnrolmentTokens, {});
  const [isAdding, setAdding] = useState(false);
  const close = () => setAdding(false);
  return (
    <Section
      title={t('enrol.title')}
      about={t('enrol.about')}
      actions={
        <Button size="xs" variant="default" leftSection={<IconPlus size={14} aria-hidden />} onClick={() => setAdding(true)}>
          {t('enrol.add')}
        </Button>
      }
    >
      <Show answer={answer} lines={2}>
        {({ items }) => (items.length === 0 ? <span className="ct-dimmed">{t('enrol.none')}</span> : <TokenTable tokens={items} />)}
      </Show>
      <Modal opened={isAdding} onClose={close} size="lg" title={t('enrol.add')} closeButtonProps={{ 'aria-label': t('bulk.close') }}>
        <NewToken onClose={close} />
      </Modal>
    </Section>
  );
}

type Made = OutputOf<typeof makeEnrolmentToken>;

function NewToken({ onClose }: { onClose(): void }) {
  const { t } = useTranslation('servers');
  const [made, setMade] = useState<Made | null>(null);
  if (made === null) return <TokenForm onMade={setMade} onClose={onClose} />;
  const commands = enrolCommands(window.location.origin, made.token);
  return (
    <Stack>
      <CopyBlock label={t('enrol.once')} text={commands.store} />
      <CopyBlock label={t('enrol.command')} text={commands.firstStart} />
      <Button onClick={onClose}>{t('enrol.kept')}</Button>
    </Stack>
  );
}

/** A month: long enough to roll out an image, short enough that an old one does not open for ever. */
const USUAL_DAYS = 30;

function TokenForm({ onMade, onClose }: { onMade(made: Made): void; onClose(): void }) {
  const { t } = useTranslation('servers');
  const sites = useSites();
  const chosen = useSiteFilter();
  const first = sites.find(({ id }) => id === chosen) ?? sites.find(({ isDefault }) => isDefault) ?? sites[0];
  const form = useKitForm({
    initial: {
      name: '',
      siteId: first?.id ?? null,
      scheduleId: null as string | null,
      uses: 20 as number | null,
      expiresAt: Temporal.Now.instant()
        .add({ hours: 24 * USUAL_DAYS })
        .round('minute')
        .toString() as string | null,
    },
    route: makeEnrolmentToken,
    toInput: ({ siteId, uses, expiresAt, ...values }) => ({
      ...values,
      uses: uses ?? 0,
      expiresAt: expiresAt ?? '',
      ...(siteId === null ? {} : { siteId }),
    }),
    onDone: onMade,
  });
  const { siteId } = form.values;
  const schedules = useRoute(listSchedules, { limit: 200, ...(siteId === null ? {} : { siteId }) });
  return (
    <KitForm form={form} verb={t('enrol.add')} onCancel={onClose}>
      <TextInput label={t('enrol.name')} description={t('enrol.nameHelp')} required data-autofocus {...form.text('name')} />
      <SiteSelect label={t('add.site')} required {...form.choice('siteId')} />
      <Select
        label={t('add.schedule')}
        placeholder={t('add.scheduleNone')}
        clearable
        data={(schedules.value?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))}
        {...form.choice('scheduleId')}
      />
      <NumberInput label={t('enrol.uses')} description={t('enrol.usesHelp')} min={1} max={10_000} required {...form.number('uses')} />
      <InstantField
        label={t('enrol.expires')}
        description={t('enrol.expiresHelp')}
        min={Temporal.Now.instant().toString()}
        {...form.choice('expiresAt')}
      />
    </KitForm>
  );
}

function TokenTable({ tokens }: { readonly tokens: readonly EnrolmentToken[] }) {
  const { t } = useTranslation('servers');
  return (
    <WideTable minWidth={640}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t('enrol.name')}</Table.Th>
          <Table.Th>{t('enrol.uses')}</Table.Th>
          <Table.Th>{t('enrol.expires')}</Table.Th>
          <Table.Th>{t('enrol.by')}</Table.Th>
          <Table.Th>
            <span className="ct-hidden">{t('enrol.revoke')}</span>
          </Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {tokens.map((token) => (
          <TokenRow key={token.id} token={token} />
        ))}
      </Table.Tbody>
    </WideTable>
  );
}

function TokenRow({ token }: { readonly token: EnrolmentToken }) {
  const { t } = useTranslation('servers');
  const ask = useConfirm();
  const revoke = useAction(revokeEnrolmentToken);
  const { id, name, hint, site, schedule, uses, mostUses, expiresAt, by } = token;
  const verb = t('enrol.revokeDo', { name });
  const question = () =>
    ask({
      title: verb,
      body: t('enrol.revokeAsk'),
      verb,
      tone: 'danger',
      run: async () => {
        await revoke.run({ id });
        toast.done(t('enrol.revoked', { name }));
      },
    });
  return (
    <Table.Tr>
      <Table.Td>
        <bdi>{name}</bdi> <code>{hint}…</code>
        <Text size="sm" c="dimmed">
          {schedule === null ? site.name : `${site.name}, ${schedule.name}`}
        </Text>
      </Table.Td>
      <Table.Td className="ct-figures">{t('enrol.used', { uses, mostUses })}</Table.Td>
      <Table.Td>
        <TimeAgo at={expiresAt} />
      </Table.Td>
      <Table.Td>{by}</Table.Td>
      <Table.Td className="ct-text-right">
        <Button size="compact-sm" variant="default" aria-label={verb} onClick={question}>
          {t('enrol.revoke')}
        </Button>
      </Table.Td>
    </Table.Tr>
  );
}
