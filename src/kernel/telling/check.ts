import { sql } from 'kysely';
import type { Clock } from '../../shared/time.ts';
import { SayingError } from '../contract/saying.ts';
import { told } from '../contract/told.ts';
import type { Db } from '../db/database.ts';
import type { Check } from '../health/check.ts';

/** Messages that should have left this long ago mean that nobody sends. */
const LATE_MINUTES = 10;

/** Whether messages leave. One receiver that is down is a finding, not this. */
export const tellingCheck = ({ db, clock, hasMail }: { readonly db: Db; readonly clock: Clock; readonly hasMail: boolean }): Check => ({
  name: 'telling',
  isCritical: false,
  async probe() {
    const { rows } = await sql<{ late: number; waiting: number }>`
      select count(*) filter (where next_at < ${clock.now().subtract({ minutes: LATE_MINUTES })})::int as late, count(*)::int as waiting
      from kernel.messages where state in ('planned', 'sending')`.execute(db);
    const { late, waiting } = rows[0] ?? { late: 0, waiting: 0 };
    if (late > 0) throw new SayingError(told('telling.late', { late, minutes: LATE_MINUTES }));
    return told(hasMail ? 'telling.with_mail' : 'telling.without_mail', { waiting });
  },
});
