import { useTranslation } from 'react-i18next';
import { useList } from '../../../../web/api/index.ts';
import {
  EmptyState,
  LoadingLines,
  ProblemState,
  Section,
  StatusMark,
  Table,
  TimeAgo,
  useFormat,
  WideTable,
} from '../../../../web/kit/index.ts';
import { listImports } from '../../contract/blocklist-routes.ts';
import { importMark } from '../view/blocklist-mark.ts';
import { isEmpty } from '../view/is-empty.ts';

/** Every reading of a source. */
export function Imports({ listId }: { readonly listId: string }) {
  const { t } = useTranslation('bans');
  const { number } = useFormat();
  const imports = useList(listImports, { id: listId, limit: 50 });
  return (
    <Section title={t('imports.title')}>
      {imports.problem !== null && imports.items.length === 0 && <ProblemState problem={imports.problem} onRetry={imports.refetch} />}
      {imports.isLoading && <LoadingLines lines={3} />}
      {isEmpty(imports) && <EmptyState title={t('imports.none')} />}
      {imports.items.length > 0 && (
        <WideTable minWidth={520}>
          <Table.Tbody>
            {imports.items.map((report) => (
              <Table.Tr key={report.id}>
                <Table.Td>
                  <TimeAgo at={report.at} />
                </Table.Td>
                <Table.Td>{report.by?.name ?? t('imports.bySchedule')}</Table.Td>
                <Table.Td>
                  <StatusMark mark={importMark(report)} label={t(`imports.state.${report.state}`)} />
                </Table.Td>
                <Table.Td>
                  {report.fault === null
                    ? t('imports.deltaText', {
                        added: number(report.added),
                        removed: number(report.removed),
                        unchanged: number(report.unchanged),
                      })
                    : t(`refusals.${report.fault}`, report.faultParams)}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </WideTable>
      )}
    </Section>
  );
}
