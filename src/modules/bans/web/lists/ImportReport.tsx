import { useTranslation } from 'react-i18next';
import { useAction } from '../../../../web/api/index.ts';
import {
  Alert,
  attempt,
  Button,
  ErrandProgress,
  Facts,
  Group,
  Section,
  StatusMark,
  Table,
  TimeAgo,
  useFormat,
  WideTable,
} from '../../../../web/kit/index.ts';
import { applyImport } from '../../contract/blocklist-routes.ts';
import type { Blocklist, Import } from '../../contract/blocklist-shapes.ts';
import { importMark } from '../view/blocklist-mark.ts';

interface ReportProps {
  readonly list: Blocklist;
  readonly report: Import;
  readonly mayApply: boolean;
}

const isUnderWay = ({ state }: Import): boolean => state === 'applying' || state === 'stopped';

/** What the last reading of the source found; nothing is banned before somebody, or the list's own setting, applies it. */
export function ImportReport({ list, report, mayApply }: ReportProps) {
  const { t } = useTranslation('bans');
  const { number } = useFormat();
  const apply = useAction(applyImport);
  const { added, removed, unchanged, state } = report;
  const read = { lines: number(report.lines), entries: number(report.entries), duplicates: number(report.duplicates) };
  const foundIn = [
    [t('imports.read'), t('imports.readText', read)],
    [t('imports.networks'), t('imports.networksText', { networks: number(report.networks), addresses: report.addresses })],
    [t('imports.delta'), t('imports.deltaText', { added: number(added), removed: number(removed), unchanged: number(unchanged) })],
  ] as const;
  return (
    <Section title={t('imports.last')} actions={<StatusMark mark={importMark(report)} label={t(`imports.state.${state}`)} />}>
      {report.fault !== null && (
        <Alert color="red" mb="md" title={t('imports.refused')}>
          {t(`refusals.${report.fault}`, report.faultParams)}
        </Alert>
      )}
      {isUnderWay(report) && report.errandId !== null && <ErrandProgress id={report.errandId} />}
      <Facts items={[[t('imports.at'), <TimeAgo key="at" at={report.at} />], ...(report.fault === null ? foundIn : [])]} />
      <Refused report={report} />
      {(state === 'reported' || state === 'stopped') && mayApply && (
        <Group mt="md">
          <Button loading={apply.isPending} onClick={() => attempt(() => apply.run({ id: list.id, importId: report.id }))}>
            {state === 'stopped' ? t('imports.goOn') : t('imports.apply', { added: number(added), removed: number(removed) })}
          </Button>
        </Group>
      )}
    </Section>
  );
}

function Refused({ report: { refused } }: Pick<ReportProps, 'report'>) {
  const { t } = useTranslation('bans');
  const { number } = useFormat();
  if (refused.length === 0) return null;
  return (
    <WideTable minWidth={480}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t('imports.notBanned')}</Table.Th>
          <Table.Th>{t('imports.count')}</Table.Th>
          <Table.Th>{t('imports.samples')}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {refused.map(({ why, count, samples }) => (
          <Table.Tr key={why}>
            <Table.Td>{t(`imports.why.${why}`)}</Table.Td>
            <Table.Td className="ct-figures">{number(count)}</Table.Td>
            <Table.Td className="bn-code">
              {samples.map(({ line, text, because }) => (
                <div key={`${line} ${text}`}>
                  <bdi>{`${line}: ${text}`}</bdi> {because}
                </div>
              ))}
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </WideTable>
  );
}
