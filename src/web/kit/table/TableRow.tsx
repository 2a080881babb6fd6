import { Checkbox } from '@mantine/core';
import type { CSSProperties } from 'react';
import { useTranslation } from 'react-i18next';
import { AppLink } from '../navigation.tsx';
import type { Column } from './columns.ts';

interface TableRowProps<Row> {
  readonly row: Row;
  readonly index: number;
  readonly columns: readonly Column<Row>[];
  readonly label: string;
  readonly href: string | undefined;
  readonly style: CSSProperties;
  readonly isActive: boolean;
  readonly box: { readonly isChecked: boolean; toggle(): void } | null;
  readonly isPhone: boolean;
}

/** One row. Its first cell holds the link that takes the focus; clicks elsewhere in the row are the table's. */
export function TableRow<Row>({ row, index, columns, label, href, style, isActive, box, isPhone }: TableRowProps<Row>) {
  const { t } = useTranslation('kernel');
  return (
    <tr data-index={index} data-active={isActive || undefined} aria-rowindex={index + 2} aria-selected={box?.isChecked} style={style}>
      {box !== null && (
        <td className="ct-cell-box">
          <Checkbox
            size="xs"
            tabIndex={-1}
            aria-label={t('table.selectRow', { name: label })}
            checked={box.isChecked}
            onChange={box.toggle}
          />
        </td>
      )}
      {columns.map((column, place) => (
        <td key={column.key} className={column.align === 'right' ? 'ct-right' : undefined}>
          {place === 0 ? (
            <FirstCell href={href} isActive={isActive}>
              {column.render(row)}
            </FirstCell>
          ) : (
            <>
              {isPhone && <span className="ct-hidden">{`${column.title}: `}</span>}
              {column.render(row)}
            </>
          )}
        </td>
      ))}
    </tr>
  );
}

interface FirstCellProps {
  readonly href: string | undefined;
  readonly isActive: boolean;
  readonly children: React.ReactNode;
}

function FirstCell({ href, isActive, children }: FirstCellProps) {
  const tabIndex = isActive ? 0 : -1;
  if (href === undefined) {
    return (
      <button type="button" className="ct-row-focus" data-row-focus tabIndex={tabIndex}>
        {children}
      </button>
    );
  }
  return (
    <AppLink href={href} className="ct-row-focus" data-row-focus tabIndex={tabIndex}>
      {children}
    </AppLink>
  );
}
