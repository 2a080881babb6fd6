import { useMediaQuery } from '@mantine/hooks';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { List } from '../../api/queries.ts';
import { useGo } from '../navigation.tsx';
import { ProblemState } from '../states.tsx';
import { type Column, gridTemplate, NO_PREFS, shownColumns, widthOf } from './columns.ts';
import { TableHead } from './TableHead.tsx';
import { TableRow } from './TableRow.tsx';
import { TableSkeleton } from './TableSkeleton.tsx';
import { BulkBar, ColumnChooser } from './TableTools.tsx';
import { useLoadMore } from './use-load-more.ts';
import { usePrefs } from './use-prefs.ts';
import { useTableKeys } from './use-table-keys.ts';
import { type Ticks, useTicks } from './use-ticks.ts';

export interface DataTableProps<Row> {
  /** Remembers columns and widths under this name. */
  readonly name: string;
  /** For screen readers: "Servers". */
  readonly label: string;
  readonly list: List<Row>;
  readonly columns: readonly Column<Row>[];
  rowKey(row: Row): string;
  /** Name of a row, for screen readers. */
  rowLabel(row: Row): string;
  /** Where a row leads: a real link, followed by click and Enter. */
  readonly href?: (row: Row) => string;
  /** Instead of `href`: what opening a row does. */
  readonly onOpen?: (row: Row) => void;
  readonly sort?: string;
  readonly onSort?: (sort: string) => void;
  /** Buttons for ticked rows; gives every row a box. */
  readonly bulk?: (rows: readonly Row[], clear: () => void) => ReactNode;
  readonly empty: ReactNode;
  /** `fill` scrolls by itself in the rest of the page, `content` is as tall as its rows (short lists only). */
  readonly fit?: 'fill' | 'content';
}

/** Dense, virtualised, sortable; columns can be chosen and resized; keyboard throughout; loads further pages as one scrolls. */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const { list, empty } = props;
  const isPhone = useMediaQuery('(max-width: 640px)', false, { getInitialValueInEffect: false });
  if (list.problem !== null && list.items.length === 0) return <ProblemState problem={list.problem} onRetry={list.refetch} />;
  if (!list.isLoading && list.items.length === 0) return empty;
  // Rows have another height on a phone, and what was measured must be forgotten.
  return <Grid key={String(isPhone)} {...props} isPhone={isPhone} />;
}

const ROW = 36;
const PHONE_ROW = 60;

function Grid<Row>(props: DataTableProps<Row> & { readonly isPhone: boolean }) {
  const { list, columns, rowKey, fit = 'fill', bulk, isPhone } = props;
  const { t } = useTranslation('kernel');
  const [prefs, setPrefs] = usePrefs(props.name);
  const ticks = useTicks(list.items, rowKey);
  const shown = isPhone ? columns.filter((column, place) => place === 0 || column.onPhone === true) : shownColumns(columns, prefs);
  const template = gridTemplate(shown, prefs, bulk !== undefined);
  // State, not a ref: the rows must be drawn again once there is something to scroll in.
  const [scroller, setScroller] = useState<HTMLDivElement | null>(null);
  const table = useRef<HTMLTableElement>(null);
  return (
    <div className={`ct-table ct-table-${fit}`}>
      <div className="ct-table-scroll" ref={setScroller}>
        <table ref={table} aria-label={props.label} aria-rowcount={list.hasMore ? -1 : list.items.length + 1} aria-busy={list.isLoading}>
          <TableHead
            columns={shown}
            template={template}
            sort={props.sort}
            onSort={props.onSort}
            boxes={bulk === undefined ? null : ticks}
            widthOf={(column) => widthOf(column, prefs)}
            onResize={(key, width) => setPrefs({ ...prefs, widths: { ...prefs.widths, [key]: Math.round(width) } })}
          />
          {list.isLoading ? (
            <TableSkeleton columns={shown} template={template} hasBoxes={bulk !== undefined} />
          ) : (
            <Rows
              {...props}
              columns={shown}
              template={template}
              ticks={bulk === undefined ? null : ticks}
              scroller={scroller}
              table={table}
            />
          )}
        </table>
      </div>
      {!isPhone && (
        <ColumnChooser
          columns={columns}
          shown={shown}
          onToggle={(key, isShown) => setPrefs({ ...prefs, shown: { ...prefs.shown, [key]: isShown } })}
          onReset={() => setPrefs(NO_PREFS)}
        />
      )}
      <output className="ct-hidden">{list.isLoadingMore ? t('states.loading') : ''}</output>
      {bulk !== undefined && ticks.some && (
        <BulkBar count={ticks.rows.length} onClear={ticks.clear}>
          {bulk(ticks.rows, ticks.clear)}
        </BulkBar>
      )}
    </div>
  );
}

interface RowsProps<Row> extends Pick<DataTableProps<Row>, 'list' | 'columns' | 'rowKey' | 'rowLabel' | 'href' | 'onOpen'> {
  readonly template: string;
  readonly ticks: Ticks<Row> | null;
  readonly isPhone: boolean;
  readonly scroller: HTMLDivElement | null;
  readonly table: React.RefObject<HTMLTableElement | null>;
}

/** The rows that are seen, and a few around them. */
function Rows<Row>({ list, columns, rowKey, rowLabel, href, onOpen, template, ticks, isPhone, scroller, table }: RowsProps<Row>) {
  const go = useGo();
  const [active, setActive] = useState(0);
  const { items } = list;
  const height = isPhone ? PHONE_ROW : ROW;
  const rows = useVirtualizer({ count: items.length, getScrollElement: () => scroller, estimateSize: () => height, overscan: 12 });
  const drawn = rows.getVirtualItems();
  useLoadMore(list, drawn.at(-1)?.index ?? 0);
  const at = Math.min(active, Math.max(0, items.length - 1));
  const withRow = (act: (row: Row) => void) => (index: number) => {
    const row = items[index];
    if (row !== undefined) act(row);
  };
  useTableKeys(table, {
    count: items.length,
    active: at,
    move: (to) => {
      setActive(to);
      rows.scrollToIndex(to);
      requestAnimationFrame(() => table.current?.querySelector<HTMLElement>(`tr[data-index="${to}"] [data-row-focus]`)?.focus());
    },
    open: withRow((row) => (href === undefined ? onOpen?.(row) : go(href(row)))),
    toggle: withRow((row) => ticks?.tick(row)),
  });
  return (
    <tbody style={{ height: rows.getTotalSize() }}>
      {drawn.map(({ index, start }) => {
        const row = items[index];
        if (row === undefined) return null;
        return (
          <TableRow
            key={rowKey(row)}
            row={row}
            index={index}
            columns={columns}
            label={rowLabel(row)}
            href={href?.(row)}
            style={{ ...(isPhone ? {} : { gridTemplateColumns: template }), transform: `translateY(${start}px)`, height }}
            isActive={index === at}
            box={ticks === null ? null : { isChecked: ticks.has(row), toggle: () => ticks.tick(row) }}
            isPhone={isPhone}
          />
        );
      })}
    </tbody>
  );
}
