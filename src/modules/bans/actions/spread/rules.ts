import type { Actor } from '../../../../kernel/auth/actor.ts';
import { type Scope, WHOLE_ESTATE } from '../../../../kernel/contract/access.ts';
import { isUniqueViolation } from '../../../../kernel/db/errors.ts';
import type { Work } from '../../../../kernel/db/transact.ts';
import { newId, type SiteId } from '../../../../shared/ids.ts';
import { ok, type Refused, type Result, refuse } from '../../../../shared/result.ts';
import { BANS_EVENTS } from '../../contract/events.ts';
import {
  findSpreadRule,
  insertSpreadRule,
  lockSpreadRule,
  markSpreadRuleRemoved,
  type SpreadRuleRow,
  type SpreadRuleValues,
  saveSpreadRule,
} from '../../store/spread-rules.ts';
import type { ListParts } from '../blocklists/parts.ts';

export type SpreadRuleView = SpreadRuleRow;

type AddFault = 'bans.spread_name_taken' | 'bans.unknown_site';

export function createAddSpreadRule({ transact, assets }: ListParts) {
  return (by: Actor, siteId: string | null, values: SpreadRuleValues): Promise<Result<SpreadRuleRow, AddFault>> =>
    orTaken(() =>
      transact<Result<SpreadRuleRow, AddFault>>(by, async (work) => {
        const site = await assets.site(work.tx, siteId as SiteId | null);
        if (site === null) return refuse('bans.unknown_site', { path: 'siteId' });
        const id = newId<'rule'>(work.now);
        const createdBy = work.by.kind === 'person' ? work.by.userId : null;
        await insertSpreadRule(work.tx, { id, siteId: site.id, createdAt: work.now, createdBy }, values);
        await tell(work, 'bans.spread_rule_added', { id, name: values.name, siteId: site.id }, { after: { ...values } });
        return ruleOf(work, id);
      }),
    );
}

export type EditSpreadRule = { readonly [K in keyof SpreadRuleValues]?: SpreadRuleValues[K] | undefined } & {
  readonly id: string;
  readonly version: number | null;
};

type EditFault = 'bans.unknown_spread_rule' | 'bans.spread_name_taken' | 'kernel.version_conflict';

export function createEditSpreadRule({ transact }: ListParts) {
  return (by: Actor, scope: Scope, { id, version, ...changes }: EditSpreadRule): Promise<Result<SpreadRuleRow, EditFault>> =>
    orTaken(() =>
      transact<Result<SpreadRuleRow, EditFault>>(by, async (work) => {
        const rule = await lockSpreadRule(work.tx, scope, id);
        if (rule === null) return refuse('bans.unknown_spread_rule');
        if (version !== null && version !== rule.version) return refuse('kernel.version_conflict', { version: rule.version });
        const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
        const { id: _id, site, version: _version, ...before } = rule;
        const values: SpreadRuleValues = { ...before, ...given };
        await saveSpreadRule(work.tx, id, values);
        await tell(
          work,
          'bans.spread_rule_edited',
          { id, name: values.name, siteId: site.id },
          { before: { ...before }, after: { ...values } },
        );
        return ruleOf(work, id);
      }),
    );
}

export function createRemoveSpreadRule({ transact }: ListParts) {
  return (by: Actor, scope: Scope, id: string): Promise<Result<null, 'bans.unknown_spread_rule'>> =>
    transact<Result<null, 'bans.unknown_spread_rule'>>(by, async (work) => {
      const rule = await lockSpreadRule(work.tx, scope, id);
      if (rule === null) return refuse('bans.unknown_spread_rule');
      await markSpreadRuleRemoved(work.tx, id, work.now);
      await tell(work, 'bans.spread_rule_removed', { id, name: rule.name, siteId: rule.site.id }, { before: { name: rule.name } });
      return ok(null);
    });
}

async function ruleOf({ tx }: Work, id: string): Promise<Result<SpreadRuleRow, never>> {
  const rule = await findSpreadRule(tx, WHOLE_ESTATE, id);
  if (rule === null) throw new Error('a rule that was just written is not there');
  return ok(rule);
}

async function tell(
  work: Work,
  action: string,
  { id, name, siteId }: { readonly id: string; readonly name: string; readonly siteId: string },
  change: Pick<Parameters<Work['audit']>[0], 'before' | 'after'>,
): Promise<void> {
  await work.audit({ action, subject: { kind: 'spread-rule', id, name }, siteId, ...change });
  work.publish({ name: BANS_EVENTS.spreadChanged, module: 'bans', siteId: siteId as SiteId, assetId: null, payload: { because: 'rule' } });
}

async function orTaken<T>(act: () => Promise<T>): Promise<T | Refused<'bans.spread_name_taken'>> {
  try {
    return await act();
  } catch (error) {
    if (isUniqueViolation(error, 'spread_rules_name')) return refuse('bans.spread_name_taken', { path: 'name' });
    throw error;
  }
}
