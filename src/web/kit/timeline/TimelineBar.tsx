import { type KeyboardEvent, type PointerEvent, type RefObject, useRef, useState } from 'react';
import type { Bar } from './rows.ts';
import { draggedTo, type Span, seenPart } from './span.ts';

interface TimelineBarProps {
  readonly bar: Bar;
  readonly span: Span;
  readonly stepMinutes: number;
  readonly track: RefObject<HTMLDivElement | null>;
  readonly sayStart: (start: Temporal.Instant) => string;
  onMove(start: Temporal.Instant): void;
  onOpen(): void;
}

/** Less than this is a click with an unsteady hand. */
const CLICK_PIXELS = 4;

/** One bar: a click or Enter opens it; dragging, or arrows and then Enter, move it; Escape leaves it where it was. */
export function TimelineBar({ bar, span, stepMinutes, track, sayStart, onMove, onOpen }: TimelineBarProps) {
  const [wanted, setWanted] = useState<Temporal.Instant | null>(null);
  const grip = useRef<{ readonly x: number; isDragged: boolean } | null>(null);
  const start = wanted ?? bar.from;
  const seen = seenPart({ from: start, until: start.add(bar.from.until(bar.until)) }, span);
  if (seen === null) return null;

  const drop = (): void => {
    setWanted(null);
    if (wanted !== null && !wanted.equals(bar.from)) onMove(wanted);
  };
  const onPointerDown = (event: PointerEvent<HTMLButtonElement>): void => {
    if (!bar.isMovable || event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    grip.current = { x: event.clientX, isDragged: false };
  };
  const onPointerMove = (event: PointerEvent<HTMLButtonElement>): void => {
    const held = grip.current;
    if (held === null || track.current === null) return;
    const pixels = event.clientX - held.x;
    if (!held.isDragged && Math.abs(pixels) < CLICK_PIXELS) return;
    held.isDragged = true;
    setWanted(draggedTo(bar.from, pixels, { widthPixels: track.current.clientWidth, span, stepMinutes }));
  };
  const onPointerUp = (): void => {
    if (grip.current?.isDragged === true) drop();
    else if (grip.current !== null) onOpen();
    grip.current = null;
  };
  const onKeyDown = (event: KeyboardEvent<HTMLButtonElement>): void => {
    const steps = STEPS[event.key];
    if (steps !== undefined && bar.isMovable) {
      event.preventDefault();
      setWanted(start.add({ minutes: steps * stepMinutes * (event.shiftKey ? HOUR_STEPS : 1) }));
    } else if (event.key === 'Escape' && wanted !== null) {
      event.stopPropagation();
      setWanted(null);
    } else if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      if (wanted === null) onOpen();
      else drop();
    }
  };
  return (
    <>
      <button
        type="button"
        className={`ct-timeline-bar ct-timeline-${bar.tone}`}
        data-movable={bar.isMovable || undefined}
        data-moving={wanted === null ? undefined : true}
        style={{ left: `${seen.left}%`, width: `max(8px, ${seen.width}%)` }}
        aria-label={bar.spoken}
        aria-describedby={bar.isMovable ? 'ct-timeline-help' : undefined}
        title={bar.spoken}
        onPointerDown={onPointerDown}
        onPointerMove={onPointerMove}
        onPointerUp={onPointerUp}
        onPointerCancel={() => {
          grip.current = null;
          setWanted(null);
        }}
        onClick={() => {
          if (!bar.isMovable) onOpen();
        }}
        onKeyDown={onKeyDown}
        onBlur={() => setWanted(null)}
      >
        <span className="ct-timeline-label">{bar.label}</span>
      </button>
      {/* Beside the button, not in it: what stands in a button is not read out while it changes. */}
      {wanted !== null && (
        <span
          className="ct-timeline-wanted"
          role="status"
          style={seen.left > 60 ? { right: `${100 - seen.left}%` } : { left: `${seen.left}%` }}
        >
          {sayStart(wanted)}
        </span>
      )}
    </>
  );
}

const STEPS: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowRight: 1 };
/** With Shift a step is an hour, if steps are quarters of one. */
const HOUR_STEPS = 4;
