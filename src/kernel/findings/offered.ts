import type { z } from 'zod';
import type { MayOnAssets } from '../auth/access/asset-access.ts';
import type { PersonActor } from '../auth/actor.ts';
import { inScope, type Scope, scopeOf } from '../contract/access.ts';
import type { Permission } from '../contract/permission.ts';
import type { StoryAction } from '../contract/routes/today.ts';
import type { Db, Tx } from '../db/database.ts';
import type { RuleAction } from '../module.ts';
import type { DeclaredRule } from './create-findings.ts';
import { ruleName } from './domain/standing.ts';
import type { Member } from './members.ts';

/** Whether the person may use a permission on what a finding is about. */
export type May = (permission: string, member: Member) => boolean;

export interface MayParts {
  /** Every permission of the kernel and of the modules, by name. */
  readonly permissions: ReadonlyMap<string, Permission>;
  readonly mayOnAssets: MayOnAssets;
}

/** Asks once for all findings of a page: by role or responsibility for an asset, by role alone where there is none. */
export async function mayOnMembers(
  { permissions, mayOnAssets }: MayParts,
  db: Db | Tx,
  person: PersonActor,
  members: readonly Member[],
  wanted: readonly string[],
): Promise<May> {
  const assets = new Map(
    members.flatMap((member) => (member.asset === null ? [] : [[member.asset.id, { ...member.asset, siteId: member.siteId }]])),
  );
  const onAssets = await mayOnAssets(db, person, wanted, [...assets.values()]);
  const byRole = new Map(wanted.map((name) => [name, scopeBy(permissions.get(name), person)]));
  return (permission, member) =>
    member.asset === null ? inScope(byRole.get(permission) ?? [], member) : (onAssets.get(member.asset.id)?.has(permission) ?? false);
}

const scopeBy = (permission: Permission | undefined, person: PersonActor): Scope =>
  permission === undefined ? [] : scopeOf(person, permission);

/** The actions that rules declare, by rule. */
export type RuleActions = (member: Pick<Member, 'module' | 'rule'>) => readonly RuleAction[];

export function actionsOf(rules: readonly DeclaredRule[]): RuleActions {
  const table = new Map(rules.map(({ module, rule }) => [ruleName({ module, rule: rule.rule }), rule.actions]));
  // A module that was switched off leaves its open findings behind; they are shown, with nothing to do about them here.
  return (member) => table.get(ruleName(member)) ?? [];
}

/** What the person may do about these findings, in their order, each action once per asset. */
export function offered(members: readonly Member[], actions: RuleActions, may: May): z.infer<typeof StoryAction>[] {
  const all = members.flatMap((member) =>
    actions(member)
      .filter(({ route }) => route.permission === null || may(route.permission, member))
      .map(({ key, risk }) => ({
        key,
        module: member.module,
        rule: member.rule,
        assetId: member.asset?.id ?? null,
        assetName: member.asset?.name ?? null,
        risk,
      })),
  );
  return [...new Map(all.toReversed().map((action) => [`${action.key} ${action.assetId}`, action])).values()].toReversed();
}
