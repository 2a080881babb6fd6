import { sql } from 'kysely';
import type { SiteId } from '../../../shared/ids.ts';
import type { Work } from '../../db/transact.ts';
import type { Findings } from '../../findings/findings.ts';
import { NOBODY, TELLING } from '../rules.ts';

interface Unheard {
  site_id: SiteId;
  site_name: string;
  count: number;
}

/** One finding per site with stories that reach nobody. This room's own stories do not count: they would find themselves. */
export async function reportUnheard(work: Work, findings: Findings): Promise<void> {
  const { rows } = await sql<Unheard>`
    select s.site_id, t.name as site_name, count(*)::int as count
    from kernel.story_voices v join kernel.stories s on s.id = v.story_id join kernel.sites t on t.id = s.site_id
    where v.is_unheard and s.closed_at is null
      and exists (select from kernel.findings f where f.story_id = s.id and f.closed_at is null and f.module <> ${TELLING})
    group by s.site_id, t.name order by s.site_id`.execute(work.tx);
  const now = new Set<string>(rows.map(({ site_id }) => site_id));
  for (const { key } of await reported(work)) {
    if (!now.has(key)) await findings.clear(work, { module: TELLING, rule: NOBODY, key });
  }
  for (const { site_id, site_name, count } of rows) {
    const fact = { module: TELLING, rule: NOBODY, key: site_id, siteId: site_id, assetId: null, severity: 'warning' } as const;
    await findings.report(work, { ...fact, params: { name: site_name, count } });
  }
}

const reported = ({ tx }: Work) =>
  tx
    .selectFrom('kernel.findings')
    .select('key')
    .where('module', '=', TELLING)
    .where('rule', '=', NOBODY)
    .where('closed_at', 'is', null)
    .where('closes_at', 'is', null)
    .execute();
