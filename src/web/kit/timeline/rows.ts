import type { ReactNode } from 'react';
import type { Span } from './span.ts';

/** Something behind the bars: a time that is in use, frozen, under maintenance. */
export interface Shade extends Span {
  readonly kind: 'busy' | 'closed' | 'open';
}

/** Something that happens at a time and may be moved. */
export interface Bar extends Span {
  readonly key: string;
  /** In the bar, as far as there is room. */
  readonly label: string;
  /** For those who do not see the picture: what it is, when, in which state. */
  readonly spoken: string;
  readonly tone: 'plan' | 'done' | 'late' | 'over';
  readonly isMovable: boolean;
}

export interface TimelineRow {
  readonly key: string;
  readonly head: ReactNode;
  readonly shades: readonly Shade[];
  readonly bars: readonly Bar[];
}
