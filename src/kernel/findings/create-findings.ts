import type { AssetId } from '../../shared/ids.ts';
import type { Work } from '../db/transact.ts';
import type { FindingRule } from '../module.ts';
import { change } from './change.ts';
import { hasExpired } from './domain/life.ts';
import { stepsTo } from './domain/steps.ts';
import type { Fact, Findings } from './findings.ts';
import { openFindings } from './open-findings.ts';
import { regroupFindings } from './regroup-findings.ts';

/** A rule with the module that declares it. */
export interface DeclaredRule {
  readonly module: string;
  readonly rule: FindingRule;
}

/** What modules see, and what the other rooms of the kernel need beside it. */
export interface FindingsRoom extends Findings {
  /** Clears all findings of an asset that nobody cares for any more. */
  clearAsset(work: Work, assetId: AssetId): Promise<void>;
  /**
   * Puts the open findings of these assets into the stories of their subjects, after links have changed.
   * The caller holds the assets' and machines' rows, and names every asset of every machine that is concerned.
   */
  regroup(work: Work, assetIds: readonly string[]): Promise<void>;
  /** Closes a finding whose quiet hours are over at `work.now`; one that came true again stays. */
  expire(work: Work, findingId: string): Promise<void>;
}

/** `rules`: of every module that is switched on; facts of any other rule throw. */
export function createFindings({ rules }: { readonly rules: readonly DeclaredRule[] }): FindingsRoom {
  const severities = new Map(rules.map(({ module, rule }) => [`${module}/${rule.rule}`, rule.severities]));
  const check = (fact: Fact): Fact => {
    const name = `${fact.module}/${fact.rule}`;
    const declared = severities.get(name);
    if (declared === undefined) throw new Error(`No module declares the rule ${name}.`);
    if (!declared.includes(fact.severity)) throw new Error(`The rule ${name} does not declare the severity ${fact.severity}.`);
    return fact;
  };
  return {
    report: (work, fact) => report(work, check(fact)),
    clear,
    settle: (work, subject, facts) =>
      settle(
        work,
        subject,
        facts.map((fact) => check({ ...fact, ...subject, key: subject.assetId })),
      ),
    // At once, also what flaps: nobody looks at the asset any more.
    clearAsset: (work, assetId) =>
      change(work, { assetId }, { assetIds: [assetId] }, (open) => open.map((finding) => ({ do: 'close', finding, at: work.now }))),
    regroup: regroupFindings,
    expire,
  };
}

async function report(work: Work, fact: Fact): Promise<void> {
  const { module, key, siteId, assetId } = fact;
  const place = assetId === null ? { module, key, siteId, assetId } : { assetId };
  await change(work, place, { module, rule: fact.rule, key }, (open, { isArchived }) => {
    if (open.some((finding) => finding.assetId !== assetId)) throw new Error(`${module}/${fact.rule} ${key} is open for another asset.`);
    return stepsTo(open, isArchived ? [] : [fact], work.now);
  });
}

async function clear(work: Work, which: { readonly module: string; readonly rule: string; readonly key: string }): Promise<void> {
  const [found] = await openFindings(work.tx, which);
  if (found === undefined) return;
  const { module, key, siteId, assetId } = found;
  const place = assetId === null ? { module, key, siteId, assetId } : { assetId };
  await change(work, place, which, (open) => stepsTo(open, [], work.now));
}

async function settle(
  work: Work,
  { module, assetId }: { readonly module: string; readonly assetId: AssetId },
  facts: readonly Fact[],
): Promise<void> {
  if (new Set(facts.map(({ rule }) => rule)).size < facts.length) throw new Error(`${module} reports one rule twice for one asset.`);
  await change(work, { assetId }, { module, assetId }, (open, { isArchived }) => stepsTo(open, isArchived ? [] : facts, work.now));
}

async function expire(work: Work, findingId: string): Promise<void> {
  const [found] = await openFindings(work.tx, { id: findingId });
  if (found === undefined) return;
  const { module, key, siteId, assetId } = found;
  const place = assetId === null ? { module, key, siteId, assetId } : { assetId };
  await change(work, place, { id: findingId }, (open) => {
    const due = open.filter((finding) => hasExpired(finding.closesAt, work.now));
    return stepsTo(due, [], work.now);
  });
}
