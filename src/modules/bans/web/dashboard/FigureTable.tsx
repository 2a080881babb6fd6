import { AppLink, Table, useFormat, WideTable } from '../../../../web/kit/index.ts';

export interface FigureRow {
  readonly key: string;
  readonly name: string;
  readonly href: string;
  readonly bans: number;
}

interface FigureTableProps {
  readonly heads: readonly [name: string, bans: string];
  readonly rows: readonly FigureRow[];
  /** Of which the bars show a share. */
  readonly total: number;
}

/** Names with figures, the most first, each a link; a thin bar shows the share. */
export function FigureTable({ heads, rows, total }: FigureTableProps) {
  const { number } = useFormat();
  return (
    <WideTable minWidth={260}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{heads[0]}</Table.Th>
          <Table.Th ta="right">{heads[1]}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {rows.map(({ key, name, href, bans }) => (
          <Table.Tr key={key}>
            <Table.Td>
              <AppLink href={href}>
                <bdi>{name}</bdi>
              </AppLink>
              <svg className="bn-share" viewBox="0 0 100 2" preserveAspectRatio="none" aria-hidden>
                <rect width={total === 0 ? 0 : (bans / total) * 100} height="2" />
              </svg>
            </Table.Td>
            <Table.Td align="right" className="ct-figures">
              {number(bans)}
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </WideTable>
  );
}
