import type { Action, Decision, Reason } from './decide.ts';

/** What a hook of another tool may ask about. */
export type GatedAction = Exclude<Action, 'read'>;

interface Asked {
  readonly name: string;
  readonly action: GatedAction;
  /** The zone in which instants are told; null: UTC. */
  readonly timeZone: string | null;
}

/** A decision as one or two plain English sentences, for the log of whatever asked. */
export function gateSentence({ answer, reasons, nextAllowedAt }: Decision, { name, action, timeZone }: Asked): string {
  const done = action === 'update' ? 'updated' : 'rebooted';
  const because = reasons.map((reason) => reasonText(reason, timeZone)).join(', and ');
  if (answer === 'allow') {
    const allowed = `${name} may be ${done} now`;
    const [reason] = reasons;
    if (reason === undefined) return `${allowed}.`;
    return reason.code === 'in_maintenance' ? `${allowed}: ${because}.` : `${allowed}, although ${because}.`;
  }
  const refused =
    answer === 'deny' ? `${name} must not be ${done} now` : `${name} should not be ${done} now without a person who confirms it`;
  const next = nextAllowedAt === null ? 'No safe time is in sight.' : `It is safe from ${clockTime(nextAllowedAt, timeZone)}.`;
  return `${refused}: ${because}. ${next}`;
}

function reasonText({ code, params }: Reason, timeZone: string | null): string {
  const at = (name: string): string | null => {
    const instant = params[name];
    return typeof instant === 'string' ? clockTime(Temporal.Instant.from(instant), timeZone) : null;
  };
  const until = at('until');
  switch (code) {
    case 'in_use':
      return until === null ? 'it is in use, and no end of that is in sight' : `it is in use until ${until}`;
    case 'always_in_use':
      return 'it is always in use';
    case 'window_unknown':
      return 'nobody has told when it is in use';
    case 'window_closing':
      return `it is in use again from ${at('riskyAt') ?? 'soon'}, which is too soon for a start`;
    case 'frozen':
      return until === null ? 'changes are frozen' : `changes are frozen until ${until}`;
    case 'in_maintenance':
      return until === null ? 'maintenance is declared' : `maintenance is declared until ${until}`;
  }
}

/** `2026-11-21 22:00 (Europe/Berlin)`. */
export function clockTime(instant: Temporal.Instant, timeZone: string | null): string {
  const local = instant.toZonedDateTimeISO(timeZone ?? 'UTC');
  return `${local.toPlainDate()} ${local.toPlainTime().toString({ smallestUnit: 'minute' })} (${timeZone ?? 'UTC'})`;
}
