import { Checkbox } from '@mantine/core';
import { IconChevronDown, IconChevronUp, IconSelector } from '@tabler/icons-react';
import { type KeyboardEvent, type PointerEvent, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { type Column, MIN_WIDTH } from './columns.ts';

interface TableHeadProps {
  readonly columns: readonly Column<never>[];
  readonly template: string;
  readonly sort: string | undefined;
  readonly onSort: ((sort: string) => void) | undefined;
  readonly boxes: { readonly all: boolean; readonly some: boolean; toggle(): void } | null;
  widthOf(column: Column<never>): number;
  onResize(key: string, width: number): void;
}

export function TableHead({ columns, template, sort, onSort, boxes, widthOf, onResize }: TableHeadProps) {
  const { t } = useTranslation('kernel');
  return (
    <thead>
      <tr style={{ gridTemplateColumns: template }} aria-rowindex={1}>
        {boxes !== null && (
          <th scope="col" className="ct-cell-box">
            <Checkbox
              size="xs"
              aria-label={t('table.selectAll')}
              checked={boxes.all}
              indeterminate={boxes.some && !boxes.all}
              onChange={boxes.toggle}
            />
          </th>
        )}
        {columns.map((column) => (
          <th
            key={column.key}
            scope="col"
            aria-sort={directionOf(column, sort)}
            className={column.align === 'right' ? 'ct-right' : undefined}
          >
            <HeadLabel column={column} sort={sort} onSort={onSort} />
            <ResizeHandle title={column.title} width={widthOf(column)} onResize={(width) => onResize(column.key, width)} />
          </th>
        ))}
      </tr>
    </thead>
  );
}

type Direction = 'ascending' | 'descending' | 'none' | undefined;

function directionOf(column: Column<never>, sort: string | undefined): Direction {
  if (column.sort === undefined) return undefined;
  if (sort === column.sort.up) return 'ascending';
  return sort === column.sort.down ? 'descending' : 'none';
}

function HeadLabel({ column, sort, onSort }: Pick<TableHeadProps, 'sort' | 'onSort'> & { readonly column: Column<never> }) {
  const direction = directionOf(column, sort);
  const { sort: order } = column;
  if (order === undefined || onSort === undefined) return <span className="ct-head-label">{column.title}</span>;
  const Arrow = direction === 'ascending' ? IconChevronUp : direction === 'descending' ? IconChevronDown : IconSelector;
  return (
    <button type="button" className="ct-head-label ct-head-sort" onClick={() => onSort(direction === 'ascending' ? order.down : order.up)}>
      {column.title}
      <Arrow size={14} aria-hidden opacity={direction === 'none' ? 0.6 : 1} />
    </button>
  );
}

const STEP = 16;

/** Dragged by pointer, moved by arrow keys. */
function ResizeHandle({ title, width, onResize }: { readonly title: string; readonly width: number; onResize(width: number): void }) {
  const { t } = useTranslation('kernel');
  const start = useRef<{ x: number; width: number } | null>(null);
  const grab = (event: PointerEvent<HTMLElement>) => {
    event.currentTarget.setPointerCapture(event.pointerId);
    // A growing column is wider than its least width; the drag starts from what is seen.
    start.current = { x: event.clientX, width: event.currentTarget.parentElement?.offsetWidth ?? width };
  };
  const drag = (event: PointerEvent<HTMLElement>) => {
    if (start.current !== null) onResize(Math.max(MIN_WIDTH, start.current.width + event.clientX - start.current.x));
  };
  const press = (event: KeyboardEvent<HTMLElement>) => {
    if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
    event.preventDefault();
    event.stopPropagation();
    onResize(Math.max(MIN_WIDTH, width + (event.key === 'ArrowLeft' ? -STEP : STEP)));
  };
  return (
    <button
      type="button"
      className="ct-resize"
      aria-label={t('table.resize', { column: title, width })}
      tabIndex={-1}
      onPointerDown={grab}
      onPointerMove={drag}
      onPointerUp={() => {
        start.current = null;
      }}
      onKeyDown={press}
    />
  );
}
