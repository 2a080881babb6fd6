import { useTranslation } from 'react-i18next';
import { Table } from '../../../../web/kit/index.ts';

/** One field that two people changed differently; the texts are ready to show. */
export interface ConflictRow {
  readonly label: string;
  readonly theirs: string | number | null;
  readonly mine: string | number | null;
}

/** What is stored and what was typed, side by side. */
export function ConflictTable({ rows }: { readonly rows: readonly ConflictRow[] }) {
  const { t } = useTranslation('servers');
  return (
    <Table>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t('edit.conflictField')}</Table.Th>
          <Table.Th>{t('edit.conflictTheirs')}</Table.Th>
          <Table.Th>{t('edit.conflictMine')}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {rows.map(({ label, theirs, mine }) => (
          <Table.Tr key={label}>
            <Table.Td>{label}</Table.Td>
            <Table.Td>{theirs}</Table.Td>
            <Table.Td>{mine}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
