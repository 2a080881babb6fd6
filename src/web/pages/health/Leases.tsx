import { useTranslation } from 'react-i18next';
import type { getHealth } from '../../../kernel/contract/routes/console.ts';
import type { OutputOf } from '../../api/call.ts';
import { Table } from '../../kit/mantine.ts';
import { type Mark, StatusMark } from '../../kit/StatusMark.tsx';
import { Instant, TimeAgo } from '../../kit/Time.tsx';
import { useFormat } from '../../kit/use-format.ts';
import { WideTable } from '../../kit/WideTable.tsx';

type Lease = OutputOf<typeof getHealth>['leases'][number];

const MARKS: Readonly<Record<Lease['state'], Mark>> = { held: 'ok', given_back: 'warning', silent: 'warning' };

/** Which process leads, since when, and when it was last heard of. */
export function Leases({ leases }: { readonly leases: readonly Lease[] }) {
  const { t } = useTranslation('kernel');
  const format = useFormat();
  if (leases.length === 0) return <span className="ct-dimmed">{t('health.noLeases')}</span>;
  return (
    <WideTable minWidth={640}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t('health.lease')}</Table.Th>
          <Table.Th>{t('health.state')}</Table.Th>
          <Table.Th>{t('health.holder')}</Table.Th>
          <Table.Th>{t('health.heldSince')}</Table.Th>
          <Table.Th>{t('health.heartbeat')}</Table.Th>
          <Table.Th className="ct-text-right">{t('health.fencing')}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {leases.map((lease) => (
          <Table.Tr key={lease.name}>
            <Table.Td>{t(`health.names.${lease.name}`, { defaultValue: lease.name })}</Table.Td>
            <Table.Td>
              <StatusMark mark={MARKS[lease.state]} label={t(`health.lease_${lease.state}`)} />
            </Table.Td>
            <Table.Td className="ct-wrap">{t(lease.isThis ? 'health.thisProcess' : 'health.process', { ...lease })}</Table.Td>
            <Table.Td>
              <Instant at={lease.acquiredAt} />
            </Table.Td>
            <Table.Td>
              <TimeAgo at={lease.heartbeatAt} />
            </Table.Td>
            <Table.Td className="ct-text-right ct-figures">{format.number(lease.fencing)}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </WideTable>
  );
}
