import type { ReactNode } from 'react';
import { Table } from '../../../../web/kit/index.ts';

interface WideTableProps {
  /** Pixels below which it scrolls sideways. */
  readonly minWidth: number;
  readonly children: ReactNode;
}

/** A short table that scrolls sideways on a narrow screen, by keyboard too. */
export function WideTable({ minWidth, children }: WideTableProps) {
  return (
    <Table.ScrollContainer minWidth={minWidth} scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}>
      <Table>{children}</Table>
    </Table.ScrollContainer>
  );
}
