import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type OutputOf, useRoute } from '../../../../web/api/index.ts';
import {
  AppLink,
  EmptyState,
  KitForm,
  NumberInput,
  Section,
  Select,
  Table,
  useFormat,
  useKitForm,
  WideTable,
} from '../../../../web/kit/index.ts';
import { listJails } from '../../contract/jail-routes.ts';
import { dryRun } from '../../contract/workshop-routes.ts';
import { addressHref } from '../view/filters.ts';

interface DryValues {
  readonly jail: string | null;
  readonly maxretry: number | null;
  readonly findtime: number | null;
  readonly hours: number | null;
}

const USUAL: DryValues = { jail: null, maxretry: 5, findtime: 600, hours: 24 };

/** Who would have been banned, had a jail these limits. Nobody is. */
export function DryRunTab({ hostId }: { readonly hostId: string }) {
  const { t } = useTranslation('bans');
  const [answer, setAnswer] = useState<OutputOf<typeof dryRun> | null>(null);
  const jails = useRoute(listJails, { id: hostId });
  const form = useKitForm({
    initial: USUAL,
    route: dryRun,
    toInput: ({ jail, maxretry, findtime, hours }) => ({
      ...{ hostId, jail: jail ?? '', maxretry: maxretry ?? 0, findtime: findtime ?? 0 },
      ...(hours === null ? {} : { hours }),
    }),
    onDone: setAnswer,
  });
  return (
    <>
      <Section title={t('dry.title')} about={t('dry.about')}>
        <KitForm form={form} verb={t('dry.run')} canSubmit={form.values.jail !== null}>
          <Select label={t('jail')} required data={(jails.value?.items ?? []).map(({ name }) => name)} {...form.choice('jail')} />
          <NumberInput label={t('jails.maxRetry')} min={1} max={100_000} {...form.number('maxretry')} />
          <NumberInput label={t('dry.findtime')} min={1} max={31_536_000} {...form.number('findtime')} />
          <NumberInput label={t('dry.hours')} min={1} max={168} {...form.number('hours')} />
        </KitForm>
      </Section>
      {answer !== null && <Outcome answer={answer} />}
    </>
  );
}

function Outcome({ answer: { bans, failures, addresses, ignored, from, until, isCut } }: { readonly answer: OutputOf<typeof dryRun> }) {
  const { t } = useTranslation('bans');
  const { instant, number } = useFormat();
  const about = t('dry.found', {
    failures: number(failures),
    addresses: number(addresses),
    ignored: number(ignored),
    from: instant(from),
    until: instant(until),
  });
  return (
    <Section title={t('dry.bans', { count: bans.length })} about={isCut ? `${about} ${t('workshop.cut')}` : about}>
      {bans.length === 0 ? (
        <EmptyState title={t('dry.nobody')} />
      ) : (
        <WideTable minWidth={420}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('address')}</Table.Th>
              <Table.Th>{t('dry.at')}</Table.Th>
              <Table.Th>{t('list.failures')}</Table.Th>
              <Table.Th>{t('dry.firstAt')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {bans.map(({ host, at, failures: count, firstAt }) => (
              <Table.Tr key={`${host} ${at}`}>
                <Table.Td>
                  <AppLink href={addressHref(host)}>{host}</AppLink>
                </Table.Td>
                <Table.Td>{instant(at)}</Table.Td>
                <Table.Td className="ct-figures">{count}</Table.Td>
                <Table.Td>{instant(firstAt)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </WideTable>
      )}
    </Section>
  );
}
