import { useTranslation } from 'react-i18next';
import { Alert, Stack, StatusMark, Table, Text, WideTable } from '../../../../web/kit/index.ts';
import type { SheetFault, SheetLine } from '../../contract/sheet-routes.ts';

/** More lines than this are counted, not shown. */
const SHOWN = 200;

/** Every place of a sheet that cannot be taken, in the reader's language. */
export function SheetFaults({ faults }: { readonly faults: readonly SheetFault[] }) {
  const { t } = useTranslation('servers');
  return (
    <Stack gap="sm">
      <Alert color="red" role="alert">
        {t('sheet.faults', { count: faults.length })}
      </Alert>
      <WideTable minWidth={560}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('sheet.line')}</Table.Th>
            <Table.Th>{t('sheet.column')}</Table.Th>
            <Table.Th>{t('sheet.what')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {faults.slice(0, SHOWN).map(({ line, column, code, params, message }) => (
            <Table.Tr key={`${line} ${column ?? ''} ${code}`}>
              <Table.Td className="ct-figures">{line}</Table.Td>
              <Table.Td>{column === null ? t('sheet.wholeLine') : <bdi>{column}</bdi>}</Table.Td>
              <Table.Td className="ct-wrap">{t(`refusals.${code}`, { ...params, defaultValue: message })}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </WideTable>
      <More count={faults.length - SHOWN} />
    </Stack>
  );
}

const MARKS = { created: 'ok', changed: 'warning', unchanged: 'off' } as const;

/** What becomes of every line. */
export function SheetLines({ lines }: { readonly lines: readonly SheetLine[] }) {
  const { t } = useTranslation('servers');
  return (
    <Stack gap="sm">
      <WideTable minWidth={560}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('sheet.line')}</Table.Th>
            <Table.Th>{t('sheet.name')}</Table.Th>
            <Table.Th>{t('sheet.outcome')}</Table.Th>
            <Table.Th>{t('sheet.changes')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {lines.slice(0, SHOWN).map(({ line, name, site, outcome, columns }) => (
            <Table.Tr key={line}>
              <Table.Td className="ct-figures">{line}</Table.Td>
              <Table.Td>
                <bdi>{name}</bdi> <span className="ct-dimmed">{site}</span>
              </Table.Td>
              <Table.Td>
                <StatusMark mark={MARKS[outcome]} label={t(`sheet.outcomes.${outcome}`)} />
              </Table.Td>
              <Table.Td className="ct-wrap">{columns.join(', ')}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </WideTable>
      <More count={lines.length - SHOWN} />
    </Stack>
  );
}

function More({ count }: { readonly count: number }) {
  const { t } = useTranslation('servers');
  return count > 0 ? <Text c="dimmed">{t('sheet.more', { count })}</Text> : null;
}
