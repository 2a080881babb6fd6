import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { listErrands } from '../../kernel/contract/routes/errands.ts';
import { type OutputOf, useAction, useRoute } from '../../web/api/index.ts';
import {
  AppLink,
  attempt,
  Button,
  ErrandProgress,
  Group,
  Page,
  Section,
  Show,
  StatusMark,
  Table,
  toast,
  WideTable,
} from '../../web/kit/index.ts';
import { breakDemo, getDemo, healDemo, UPDATE_ALL, updateDemo } from '../contract/routes.ts';

type Fault = OutputOf<typeof getDemo>['faults'][number];
type Player = OutputOf<typeof getDemo>['players'][number];

/** What can be broken on purpose, and whether it is. */
export default function DemoPage() {
  const { t } = useTranslation('demo');
  const answer = useRoute(getDemo, {});
  return (
    <Page title={t('title')}>
      <Show answer={answer}>
        {({ machines, reportsSent, faults, players }) => (
          <>
            <p>{t('about', { machines, reportsSent })}</p>
            <Updates />
            <Faults faults={faults} />
            {players.length > 0 && <Players players={players} />}
          </>
        )}
      </Show>
    </Page>
  );
}

/** Installs on every machine what is pending; how far it is stays here, and is found under the bell from everywhere. */
function Updates() {
  const { t } = useTranslation('demo');
  const running = useRoute(listErrands, { module: 'demo', kind: UPDATE_ALL, state: 'open', limit: 1 });
  const begin = useAction(updateDemo, { touches: ['errands'] });
  const [begun, setBegun] = useState<string | null>(null);
  const shown = running.value?.items[0]?.id ?? begun;
  const isRunning = running.value?.items.length !== 0;
  const start = async (): Promise<void> => setBegun((await begin.run({})).errandId);
  return (
    <Section title={t('updates.title')} about={t('updates.about')}>
      <Group>
        <Button variant="default" size="xs" disabled={isRunning} loading={begin.isPending} onClick={() => attempt(start)}>
          {t('updates.begin')}
        </Button>
      </Group>
      {shown !== null && <ErrandProgress id={shown} />}
    </Section>
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

/** What each player does, so that what the pages say of its screen can be compared with it. */
function Players({ players }: { readonly players: readonly Player[] }) {
  const { t } = useTranslation('demo');
  return (
    <Section title={t('players.title')} about={t('players.about', { count: players.length })}>
      <WideTable minWidth={480}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('players.name')}</Table.Th>
            <Table.Th>{t('players.behaviour')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {players.map(({ name, screenId, behaviour }) => (
            <Table.Tr key={name}>
              <Table.Td>{screenId === null ? name : <AppLink href={`/screens/${screenId}`}>{name}</AppLink>}</Table.Td>
              <Table.Td className="ct-wrap">{t(`behaviour.${behaviour}`)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </WideTable>
    </Section>
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
