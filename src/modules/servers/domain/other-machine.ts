import { isBefore } from '../../../shared/time.ts';

/** Somebody has to look at a clone for as long as it was heard of within a day: it reports as often as the machine itself. */
const REMEMBERED = Temporal.Duration.from({ hours: 24 });

/** Another machine used the server's token. */
export interface OtherMachineFact {
  readonly rule: 'other-machine';
  readonly severity: 'warning';
  readonly params: Readonly<Record<string, never>>;
}

/** The fact at `now`, from when the last report of another machine was refused; null: never, or long ago. */
export function otherMachineFactAt(refusedAt: Temporal.Instant | null, now: Temporal.Instant): OtherMachineFact | null {
  const until = otherMachineForgottenAt(refusedAt);
  if (until === null || !isBefore(now, until)) return null;
  return { rule: 'other-machine', severity: 'warning', params: {} };
}

/** When the fact ends by itself. */
export const otherMachineForgottenAt = (refusedAt: Temporal.Instant | null): Temporal.Instant | null =>
  refusedAt === null ? null : refusedAt.add(REMEMBERED);
