import { Tooltip } from '@mantine/core';
import type { ReactNode } from 'react';

/** The one vocabulary of marks, for all modules: always shape, word and colour. */
export type Mark = 'ok' | 'warning' | 'critical' | 'unknown' | 'muted' | 'off';

const SHAPES: Readonly<Record<Mark, ReactNode>> = {
  ok: <circle cx="6" cy="6" r="5" fill="currentColor" />,
  warning: <path d="M6 .8 11.6 11H.4z" fill="currentColor" />,
  critical: <rect x="1" y="1" width="10" height="10" fill="currentColor" />,
  unknown: <circle cx="6" cy="6" r="4.6" fill="none" stroke="currentColor" strokeWidth="1.6" strokeDasharray="2.2 1.6" />,
  muted: <path d="M3.2 1.5v9M8.8 1.5v9" stroke="currentColor" strokeWidth="2.6" />,
  off: <circle cx="6" cy="6" r="4.6" fill="none" stroke="currentColor" strokeWidth="1.6" />,
};

/** Shape alone, for places where the word stands right beside it. */
export function MarkShape({ mark }: { readonly mark: Mark }) {
  return (
    <svg className={`ct-mark-shape ct-mark-${mark}`} viewBox="0 0 12 12" aria-hidden="true">
      {SHAPES[mark]}
    </svg>
  );
}

interface StatusMarkProps {
  readonly mark: Mark;
  /** The word, always shown. */
  readonly label: string;
  /** Since when and why; shown on hover, focus and tap. */
  readonly why?: ReactNode;
}

export function StatusMark({ mark, label, why }: StatusMarkProps) {
  const shown = (
    <span className={`ct-mark ct-mark-${mark}`}>
      <MarkShape mark={mark} />
      <span>{label}</span>
    </span>
  );
  if (why === undefined) return shown;
  return (
    <Tooltip label={why} multiline maw={360} classNames={{ tooltip: 'ct-lines' }} events={{ hover: true, focus: true, touch: true }}>
      {shown}
    </Tooltip>
  );
}

/** Severity of a finding as a mark. */
export const markOfSeverity = (severity: 'info' | 'warning' | 'critical'): Mark => (severity === 'info' ? 'unknown' : severity);
