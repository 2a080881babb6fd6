import { useTranslation } from 'react-i18next';
import { type Mark, StatusMark, Table, WideTable } from '../../../../web/kit/index.ts';
import type { ServerDetail } from '../../contract/shapes.ts';
import { useReader } from '../parts/use-reader.ts';
import { nextAllowedText, reasonTexts, type WireDecision } from '../view/reasons.ts';

const ANSWER_MARKS: Readonly<Record<WireDecision['answer'], Mark>> = { allow: 'ok', confirm: 'warning', deny: 'critical' };

/** For update and reboot: the answer now, every reason in a sentence, and when nothing will speak against it. */
export function DecisionTable({ server }: { readonly server: ServerDetail }) {
  const { t } = useTranslation('servers');
  const reader = useReader();
  const zone = server.serviceWindow?.timeZone ?? null;
  return (
    <WideTable minWidth={520}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t('overview.decisionAction')}</Table.Th>
          <Table.Th>{t('overview.decisionAnswer')}</Table.Th>
          <Table.Th>{t('overview.decisionWhy')}</Table.Th>
          <Table.Th>{t('overview.decisionNext')}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {server.decisions
          .filter(({ action }) => action !== 'read')
          .map((decision) => (
            <Table.Tr key={decision.action}>
              <Table.Td>{t(`decision.action.${decision.action}`)}</Table.Td>
              <Table.Td>
                <StatusMark mark={ANSWER_MARKS[decision.answer]} label={t(`decision.answer.${decision.answer}`)} />
              </Table.Td>
              <Table.Td>{reasonTexts(decision, zone, reader).join(' ')}</Table.Td>
              <Table.Td className="ct-figures">{nextAllowedText(decision, zone, reader)}</Table.Td>
            </Table.Tr>
          ))}
      </Table.Tbody>
    </WideTable>
  );
}
