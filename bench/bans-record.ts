import { sql } from 'kysely';
import type { Db } from '../src/kernel/db/database.ts';
import type { SeenBan } from '../src/modules/bans/domain/ban.ts';
import { NOWHERE } from '../src/modules/bans/domain/place.ts';
import { recordBans } from '../src/modules/bans/store/record-bans.ts';
import { spreadOf } from './load.ts';

const AT_ONCE = 5_000;
const ROUNDS = 6;

/** How fast bans come into an archive that holds so much, when they are new and when they are read a second time; leaves it as it was. */
export async function recordFigures(db: Db, held: string): Promise<void> {
  const { rows } = await sql<{ id: string; siteId: string }>`select id, site_id as "siteId" from bans.hosts limit 1`.execute(db);
  const [host] = rows;
  if (host === undefined) throw new Error('there is no host');
  const batches = Array.from({ length: ROUNDS }, (_none, round) => batchOf(round));
  for (const [what, wanted] of [
    ['new', AT_ONCE],
    ['read again', 0],
  ] as const) {
    const times: number[] = [];
    for (const bans of batches) {
      const started = performance.now();
      const { added } = await db.transaction().execute((tx) => recordBans(tx, host, bans, () => NOWHERE));
      times.push(performance.now() - started);
      if (added !== wanted) throw new Error(`${added} bans were new, not ${wanted}`);
    }
    const { median } = spreadOf(times);
    console.log(
      `into an archive with ${held}: ${AT_ONCE} bans, ${what}: ${median.toFixed(0)} ms (${((AT_ONCE * 1_000) / median).toFixed(0)} per second)`,
    );
  }
  await sql`delete from bans.bans where address <<= '10.0.0.0/8'`.execute(db);
  await sql`truncate bans.ban_lines`.execute(db);
  await sql`vacuum analyze bans.bans`.execute(db);
}

function batchOf(round: number): SeenBan[] {
  const began = Temporal.Now.instant().subtract({ hours: 1 + round });
  return Array.from({ length: AT_ONCE }, (_none, n) => ({
    ...{ jail: 'sshd', address: `10.${round}.${n >> 8}.${n & 255}`, at: began.add({ milliseconds: n }), durationSeconds: 600, banCount: 1 },
    ...{ failures: 5, lines: ['sshd[1]: Failed password for root from 192.0.2.7 port 22 ssh2'], provenance: 'filter' as const },
  }));
}
