import { useTranslation } from 'react-i18next';
import { type OutputOf, useAction, useRoute } from '../../web/api/index.ts';
import { attempt, Button, Page, Show, StatusMark, Table, toast, WideTable } from '../../web/kit/index.ts';
import { breakDemo, getDemo, healDemo } from '../contract/routes.ts';

type Fault = OutputOf<typeof getDemo>['faults'][number];

/** What can be broken on purpose, and whether it is. */
export default function DemoPage() {
  const { t } = useTranslation('demo');
  const answer = useRoute(getDemo, {});
  return (
    <Page title={t('title')}>
      <Show answer={answer}>
        {({ machines, reportsSent, faults }) => (
          <>
            <p>{t('about', { machines, reportsSent })}</p>
            <Faults faults={faults} />
          </>
        )}
      </Show>
    </Page>
  );
}

function Faults({ faults }: { readonly faults: readonly Fault[] }) {
  const { t } = useTranslation('demo');
  return (
    <WideTable minWidth={720}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t('column.fault')}</Table.Th>
          <Table.Th>{t('column.act')}</Table.Th>
          <Table.Th>{t('column.state')}</Table.Th>
          <Table.Th>{t('column.effect')}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {faults.map((fault) => (
          <FaultRow key={fault.name} fault={fault} />
        ))}
      </Table.Tbody>
    </WideTable>
  );
}

function FaultRow({ fault: { name, brokenSince } }: { readonly fault: Fault }) {
  const { t } = useTranslation('demo');
  const isBroken = brokenSince !== null;
  const what = t(`fault.${name}`);
  return (
    <Table.Tr>
      <Table.Td className="ct-wrap">{what}</Table.Td>
      <Table.Td>
        <FaultButton name={name} isBroken={isBroken} what={what} />
      </Table.Td>
      <Table.Td>
        <StatusMark
          mark={isBroken ? 'warning' : 'ok'}
          label={t(isBroken ? 'state.broken' : 'state.ok')}
          {...(isBroken ? { why: t('why', { since: brokenSince }) } : {})}
        />
      </Table.Td>
      <Table.Td className="ct-wrap">{t(`effect.${name}`)}</Table.Td>
    </Table.Tr>
  );
}

function FaultButton({ name, isBroken, what }: { readonly name: Fault['name']; readonly isBroken: boolean; readonly what: string }) {
  const { t } = useTranslation('demo');
  const breaking = useAction(breakDemo);
  const healing = useAction(healDemo);
  const act = async (): Promise<void> => {
    await (isBroken ? healing : breaking).run({ name });
    toast.done(t(isBroken ? 'healed' : 'broken', { what }));
  };
  return (
    <Button
      variant="default"
      size="xs"
      loading={breaking.isPending || healing.isPending}
      aria-label={t(isBroken ? 'healNamed' : 'breakNamed', { what })}
      onClick={() => attempt(act)}
    >
      {t(isBroken ? 'heal' : 'break')}
    </Button>
  );
}
