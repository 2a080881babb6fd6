import { useTranslation } from 'react-i18next';
import { getHealth } from '../../../kernel/contract/routes/console.ts';
import type { OutputOf } from '../../api/call.ts';
import { useRoute } from '../../api/queries.ts';
import { Button, Table } from '../../kit/mantine.ts';
import { Facts, Page, Section } from '../../kit/Page.tsx';
import { type Mark, StatusMark } from '../../kit/StatusMark.tsx';
import { sayingText } from '../../kit/sentence.ts';
import { Show } from '../../kit/states.tsx';
import { Instant } from '../../kit/Time.tsx';
import { useFormat } from '../../kit/use-format.ts';
import { WideTable } from '../../kit/WideTable.tsx';
import { Leases } from './Leases.tsx';

type Health = OutputOf<typeof getHealth>;

const STATUS_MARKS: Readonly<Record<Health['status'], Mark>> = { ready: 'ok', degraded: 'warning', 'not-ready': 'critical' };

/** Every check with details, versions, queues. */
export default function HealthPage() {
  const { t } = useTranslation('kernel');
  const answer = useRoute(getHealth, {});
  const status = answer.value?.status;
  return (
    <Page
      title={t('health.title')}
      aside={status === undefined ? undefined : <StatusMark mark={STATUS_MARKS[status]} label={t(`health.status.${status}`)} />}
      actions={
        <Button variant="default" onClick={answer.refetch}>
          {t('actions.refresh')}
        </Button>
      }
    >
      <Show answer={answer}>
        {(health) => (
          <>
            <Section title={t('health.checks')}>
              <Checks checks={health.checks} />
            </Section>
            <Section title={t('health.leases')}>
              <Leases leases={health.leases} />
            </Section>
            <Section title={t('health.queues')}>
              <Queues queues={health.queues} />
            </Section>
            <Section title={t('health.about')}>
              <About health={health} />
            </Section>
          </>
        )}
      </Show>
    </Page>
  );
}

const checkMark = ({ status, isCritical }: Health['checks'][number]): Mark =>
  status === 'ok' ? 'ok' : isCritical ? 'critical' : 'warning';

/** A check of the kernel is named here; a module names its own: `servers` by its title, `servers slots` in its texts. */
function nameKeys(check: string): string[] {
  const [room, part] = check.split(' ');
  return [`health.names.${check}`, part === undefined ? `${room}:title` : `${room}:checks.${part}`];
}

function Checks({ checks }: Pick<Health, 'checks'>) {
  const { t } = useTranslation('kernel');
  const format = useFormat();
  return (
    <WideTable minWidth={460}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t('health.check')}</Table.Th>
          <Table.Th>{t('health.state')}</Table.Th>
          <Table.Th className="ct-text-right">{t('health.took')}</Table.Th>
          <Table.Th>{t('health.detail')}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {checks.map((check) => (
          <Table.Tr key={check.name}>
            <Table.Td>{t(nameKeys(check.name), { defaultValue: check.name })}</Table.Td>
            <Table.Td>
              <StatusMark mark={checkMark(check)} label={t(`health.check_${check.status}`)} />
            </Table.Td>
            <Table.Td className="ct-text-right ct-figures">{`${format.number(Math.round(check.ms))} ms`}</Table.Td>
            <Table.Td className="ct-wrap">{sayingText(check.saying, check.detail) ?? ''}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </WideTable>
  );
}

const FIGURES = ['waiting', 'running', 'failed'] as const;

function Queues({ queues }: Pick<Health, 'queues'>) {
  const { t } = useTranslation('kernel');
  const format = useFormat();
  if (queues.length === 0) return <span className="ct-dimmed">{t('health.noQueues')}</span>;
  return (
    <WideTable minWidth={420}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t('health.queue')}</Table.Th>
          {FIGURES.map((figure) => (
            <Table.Th key={figure} className="ct-text-right">
              {t(`health.${figure}`)}
            </Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {queues.map((queue) => (
          <Table.Tr key={queue.name}>
            <Table.Td className="ct-wrap">{queue.name}</Table.Td>
            {FIGURES.map((figure) => (
              <Table.Td key={figure} className="ct-text-right ct-figures">
                {format.number(queue[figure])}
              </Table.Td>
            ))}
          </Table.Tr>
        ))}
      </Table.Tbody>
    </WideTable>
  );
}

function About({ health }: { readonly health: Health }) {
  const { t } = useTranslation('kernel');
  const format = useFormat();
  return (
    <>
      <Facts
        items={[
          ['Caretaker', health.version],
          [t('health.roles'), health.roles.map((role) => t(`health.role_${role}`)).join(', ')],
          ['Node', health.node],
          ['PostgreSQL', `${health.postgres} (${t(health.isEmbedded ? 'health.embedded' : 'health.external')})`],
          [t('health.timeZoneData'), health.timeZoneData],
          [t('health.startedAt'), <Instant key="started" at={health.startedAt} />],
          [t('health.memory'), format.bytes(health.residentBytes)],
          [t('health.databaseSize'), format.bytes(health.databaseBytes)],
        ]}
      />
      <p>
        <a className="ct-link" href="/docs">
          {t('health.apiDocs')}
        </a>
      </p>
    </>
  );
}
