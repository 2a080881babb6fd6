import { Table } from '@mantine/core';
import type { ReactNode } from 'react';

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
