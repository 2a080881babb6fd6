import { sql } from 'kysely';
import { type Scope, sitesOf } from '../../../kernel/contract/access.ts';
import type { Page } from '../../../kernel/contract/page.ts';
import type { Db, Tx } from '../../../kernel/db/database.ts';
import { cells, keyset, type PageRequest } from '../../../kernel/db/keyset.ts';
import './lists-tables.ts';

interface Named {
  readonly id: string;
  readonly name: string;
}

export interface SpreadRuleValues {
  readonly name: string;
  readonly provenances: readonly string[];
  readonly jail: string | null;
  readonly bans: number;
  readonly withinHours: number;
  readonly onHosts: number;
  readonly targetJail: string | null;
  readonly banHours: number;
  readonly appliesItself: boolean;
  readonly isOn: boolean;
}

export interface SpreadRuleRow extends SpreadRuleValues {
  readonly id: string;
  readonly site: Named;
  readonly version: number;
}

const rules = (db: Db | Tx) =>
  db
    .selectFrom('bans.spread_rules as r')
    .innerJoin('kernel.sites as site', 'site.id', 'r.site_id')
    .selectAll('r')
    .select('site.name as site_name')
    .where('r.removed_at', 'is', null);

type RuleRow = Awaited<ReturnType<ReturnType<typeof rules>['executeTakeFirstOrThrow']>>;

const toRule = (row: RuleRow): SpreadRuleRow => ({
  ...{ id: row.id, site: { id: row.site_id, name: row.site_name }, name: row.name, provenances: row.provenances, jail: row.jail },
  ...{ bans: row.bans, withinHours: row.within_hours, onHosts: row.on_hosts, targetJail: row.target_jail, banHours: row.ban_hours },
  ...{ appliesItself: row.applies_itself, isOn: row.is_on, version: row.version },
});

const byName = keyset<SpreadRuleRow>('bans-spread-rules', [
  { by: sql.ref('r.name'), of: ({ name }) => name, cell: cells.text },
  { by: sql.ref('r.id'), of: ({ id }) => id, cell: cells.id },
]);

const rulesOf = (db: Db | Tx, scope: Scope) => {
  const sites = sitesOf(scope, 'bans');
  return rules(db).$if(sites !== 'all', (query) => query.where('r.site_id', '=', sql<string>`any(${sites}::uuid[])`));
};

export async function listSpreadRules(db: Db | Tx, scope: Scope, page: PageRequest): Promise<Page<SpreadRuleRow>> {
  const rows = await byName.apply(rulesOf(db, scope), page).execute();
  return byName.cut(rows.map(toRule), page.limit);
}

export async function findSpreadRule(db: Db | Tx, scope: Scope, id: string): Promise<SpreadRuleRow | null> {
  const row = await rulesOf(db, scope).where('r.id', '=', id).executeTakeFirst();
  return row === undefined ? null : toRule(row);
}

/** Locks the row until the transaction ends. */
export async function lockSpreadRule(tx: Tx, scope: Scope, id: string): Promise<SpreadRuleRow | null> {
  await tx.selectFrom('bans.spread_rules').select('id').where('id', '=', id).forUpdate().execute();
  return findSpreadRule(tx, scope, id);
}

/** Rules that are on, of sites that are not archived. */
export async function rulesThatRun(db: Db | Tx): Promise<SpreadRuleRow[]> {
  const rows = await rules(db).where('r.is_on', '=', true).where('site.archived_at', 'is', null).orderBy('r.id').execute();
  return rows.map(toRule);
}

const columns = (values: SpreadRuleValues) => ({
  ...{ name: values.name, provenances: [...values.provenances], jail: values.jail, bans: values.bans, within_hours: values.withinHours },
  ...{ on_hosts: values.onHosts, target_jail: values.targetJail, ban_hours: values.banHours, applies_itself: values.appliesItself },
  is_on: values.isOn,
});

export async function insertSpreadRule(
  tx: Tx,
  identity: { readonly id: string; readonly siteId: string; readonly createdAt: Temporal.Instant; readonly createdBy: string | null },
  values: SpreadRuleValues,
): Promise<void> {
  const { id, siteId, createdAt, createdBy } = identity;
  await tx
    .insertInto('bans.spread_rules')
    .values({ id, site_id: siteId, created_at: createdAt, created_by: createdBy, ...columns(values) })
    .execute();
}

export async function saveSpreadRule(tx: Tx, id: string, values: SpreadRuleValues): Promise<void> {
  await tx
    .updateTable('bans.spread_rules')
    .set((eb) => ({ ...columns(values), version: eb('version', '+', 1) }))
    .where('id', '=', id)
    .execute();
}

/** Takes a rule off the list; what it has offered and nobody has decided is dismissed with it. */
export async function markSpreadRuleRemoved(tx: Tx, id: string, at: Temporal.Instant): Promise<void> {
  await tx.updateTable('bans.spread_rules').set({ removed_at: at, is_on: false }).where('id', '=', id).execute();
  await tx
    .updateTable('bans.spread_offers')
    .set({ state: 'dismissed', decided_at: at })
    .where('rule_id', '=', id)
    .where('state', '=', 'open')
    .execute();
}
