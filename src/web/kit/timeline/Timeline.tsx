import { useRef } from 'react';
import { useZone } from '../../api/me.tsx';
import { useFormat } from '../use-format.ts';
import { useNow } from '../use-now.ts';
import type { Shade, TimelineRow } from './rows.ts';
import { daysOf, percentOf, type Span, seenPart } from './span.ts';
import { TimelineBar } from './TimelineBar.tsx';
import './timeline.css';

export interface TimelineProps {
  readonly label: string;
  readonly span: Span;
  readonly rows: readonly TimelineRow[];
  /** Moves go in steps of so many minutes. */
  readonly stepMinutes: number;
  /** Says how a movable bar is moved by keyboard; read out with each of them. */
  readonly moveHelp: string;
  /** What the start would be, shown while a bar is moved. */
  readonly sayStart: (row: string, start: Temporal.Instant) => string;
  onMove(bar: string, start: Temporal.Instant): void;
  onOpen(bar: string): void;
}

/** Rows over time: shades behind, bars in front. Bars are dragged, or moved with the arrow keys and dropped with Enter. */
export function Timeline({ label, span, rows, stepMinutes, moveHelp, sayStart, onMove, onOpen }: TimelineProps) {
  const track = useRef<HTMLDivElement>(null);
  return (
    <section className="ct-timeline" aria-label={label}>
      <p id="ct-timeline-help" hidden>
        {moveHelp}
      </p>
      <div className="ct-timeline-row ct-timeline-head-row">
        <div className="ct-timeline-head" />
        <Days span={span} track={track} />
      </div>
      {rows.map((row) => (
        <div key={row.key} className="ct-timeline-row">
          <div className="ct-timeline-head">{row.head}</div>
          <div className="ct-timeline-track">
            <Grid span={span} />
            {row.shades.map((shade) => (
              <ShadeMark key={`${shade.kind}${shade.from}`} shade={shade} span={span} />
            ))}
            {row.bars.map((bar) => (
              <TimelineBar
                key={bar.key}
                bar={bar}
                span={span}
                stepMinutes={stepMinutes}
                track={track}
                sayStart={(start) => sayStart(row.key, start)}
                onMove={(start) => onMove(bar.key, start)}
                onOpen={() => onOpen(bar.key)}
              />
            ))}
          </div>
        </div>
      ))}
    </section>
  );
}

function Days({ span, track }: { readonly span: Span; readonly track: React.RefObject<HTMLDivElement | null> }) {
  const zone = useZone();
  const format = useFormat();
  const days = daysOf(span, zone);
  return (
    <div ref={track} className="ct-timeline-track">
      {days.map((day) => (
        <span key={day.toString()} className="ct-timeline-day" style={{ left: `${percentOf(day, span)}%`, width: `${100 / days.length}%` }}>
          {format.day(day.toString())}
        </span>
      ))}
    </div>
  );
}

function Grid({ span }: { readonly span: Span }) {
  const zone = useZone();
  const now = useNow();
  const at = Temporal.Instant.fromEpochMilliseconds(now);
  const passed = percentOf(at, span);
  return (
    <>
      {daysOf(span, zone).map((day) => (
        <span key={day.toString()} className="ct-timeline-line" style={{ left: `${percentOf(day, span)}%` }} />
      ))}
      {passed > 0 && passed < 100 && <span className="ct-timeline-now" style={{ left: `${passed}%` }} />}
    </>
  );
}

function ShadeMark({ shade, span }: { readonly shade: Shade; readonly span: Span }) {
  const seen = seenPart(shade, span);
  if (seen === null) return null;
  return <span className={`ct-timeline-shade ct-timeline-${shade.kind}`} style={{ left: `${seen.left}%`, width: `${seen.width}%` }} />;
}
