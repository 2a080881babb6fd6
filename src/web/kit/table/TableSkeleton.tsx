import { Skeleton } from '@mantine/core';
import type { Column } from './columns.ts';

interface TableSkeletonProps {
  readonly columns: readonly Column<never>[];
  readonly template: string;
  readonly hasBoxes: boolean;
}

const LINES = Array.from({ length: 12 }, (_, line) => `line-${line}`);

/** Rows of the final height, so that nothing jumps when they fill. */
export function TableSkeleton({ columns, template, hasBoxes }: TableSkeletonProps) {
  return (
    <tbody aria-hidden="true">
      {LINES.map((line, place) => (
        <tr key={line} className="ct-row-skeleton" style={{ gridTemplateColumns: template }}>
          {hasBoxes && <td />}
          {columns.map((column) => (
            <td key={column.key}>
              <Skeleton height={12} width={`${85 - ((place * 13) % 40)}%`} />
            </td>
          ))}
        </tr>
      ))}
    </tbody>
  );
}
