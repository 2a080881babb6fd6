import { useTranslation } from 'react-i18next';
import { type Mark, StatusMark, Table, Text, WideTable } from '../../../../web/kit/index.ts';
import type { Proposal } from '../../contract/plan-shapes.ts';
import { bothClocks } from '../view/clocks.ts';
import { reasonTextsOf } from '../view/reasons.ts';
import { useReader } from './use-reader.ts';

/** What the planner proposes, server by server, and why where it is not what one would wish. */
export function ProposalTable({ proposals }: { readonly proposals: readonly Proposal[] }) {
  const { t } = useTranslation('servers');
  if (proposals.length === 0) return <Text size="sm">{t('plan.nothing')}</Text>;
  return (
    <WideTable minWidth={620}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t('list.columns.name')}</Table.Th>
          <Table.Th>{t('slots.startsAt')}</Table.Th>
          <Table.Th>{t('plan.changeTitle')}</Table.Th>
          <Table.Th>{t('list.columns.due')}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {proposals.map((proposal) => (
          <ProposalRow key={proposal.server.id} proposal={proposal} />
        ))}
      </Table.Tbody>
    </WideTable>
  );
}

const markOf = ({ change, isLate, isRisky }: Proposal): Mark => {
  if (change === 'none') return 'critical';
  return isLate || isRisky ? 'warning' : 'ok';
};

function ProposalRow({ proposal }: { readonly proposal: Proposal }) {
  const { t } = useTranslation('servers');
  const reader = useReader();
  const at = (instant: string | null): string => (instant === null ? '–' : bothClocks(Temporal.Instant.from(instant), null, reader));
  const reasons = reasonTextsOf(proposal.reasons, null, reader);
  return (
    <Table.Tr>
      <Table.Td className="ct-wrap">{proposal.server.name}</Table.Td>
      <Table.Td className="ct-figures">{at(proposal.startsAt)}</Table.Td>
      <Table.Td className="ct-wrap">
        <StatusMark mark={markOf(proposal)} label={t(`plan.change.${proposal.change}`)} />
        {reasons.length > 0 && <div className="sv-second">{reasons.join(' ')}</div>}
      </Table.Td>
      <Table.Td className="ct-figures">{at(proposal.dueAt)}</Table.Td>
    </Table.Tr>
  );
}
