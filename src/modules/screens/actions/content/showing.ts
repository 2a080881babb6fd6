import type { Scope } from '../../../../kernel/contract/access.ts';
import type { Db } from '../../../../kernel/db/database.ts';
import type { Content } from '../../domain/content/content.ts';
import { endOf, startOfOccurrence } from '../../domain/content/occurrences.ts';
import { showingOf } from '../../store/content/showing.ts';

/** What a group shows at this moment. */
export interface Showing {
  readonly groupId: string;
  readonly eventId: string;
  readonly title: string;
  readonly type: Content['type'];
  readonly until: Temporal.Instant;
}

/** What groups in scope were told to show; those where nothing is planned are not named. */
export async function showingNow(db: Db, scope: Scope): Promise<readonly Showing[]> {
  return (await showingOf(db, scope)).flatMap(({ occurrence, starts, ends, timeZone, ...shown }) => {
    const start = startOfOccurrence(occurrence);
    return start === null ? [] : [{ ...shown, until: endOf({ starts, ends, timeZone }, start) }];
  });
}
