import { sql } from 'kysely';
import { ok, type Result, refuse } from '../../shared/result.ts';
import type { Clock } from '../../shared/time.ts';
import { createMayOnAssets, sightFor } from '../auth/access/asset-access.ts';
import { effectiveGrants } from '../auth/access/load-person.ts';
import type { PersonActor } from '../auth/actor.ts';
import { inScope, type Scope, scopeOf } from '../contract/access.ts';
import type { GrantShape, Permission } from '../contract/permission.ts';
import type { Story } from '../contract/routes/today.ts';
import type { Db, Tx } from '../db/database.ts';
import type { Transact } from '../db/transact.ts';
import type { Safety, SafetyOf } from '../module.ts';
import type { DeclaredRule } from './create-findings.ts';
import type { Member } from './members.ts';
import { actionsOf, type RuleActions } from './offered.ts';
import { type QueueRequest, queueOf } from './queue.ts';
import { survivorOf } from './stories.ts';
import { createStoryActs, type StoryActs } from './story-acts.ts';
import { type HistoryLine, historyOf } from './story-history.ts';
import { type SeenStory, viewStories } from './story-view.ts';

export interface StoriesParts {
  readonly db: Db;
  readonly transact: Transact;
  readonly clock: Clock;
  /** Rules of every module that is switched on. */
  readonly rules: readonly DeclaredRule[];
  /** Every permission of the kernel and of the modules, by name. */
  readonly permissions: ReadonlyMap<string, Permission>;
  /** Asked at each call, because modules are wired after the kernel. */
  readonly safetyOf: () => readonly SafetyOf[];
}

interface TodayPage {
  readonly items: readonly Story[];
  readonly nextCursor: string | null;
  readonly counts: { readonly mine: number; readonly anyone: number; readonly snoozed: number; readonly done: number };
}

/** Today, as people see it and act on it. */
export interface Stories {
  list(person: PersonActor, request: Omit<QueueRequest, 'userId' | 'now'>): Promise<TodayPage>;
  /** Of a story that was merged, the one it was merged into. Null: there is none, or none of its findings is in the scope. */
  find(person: PersonActor, scope: Scope, storyId: string): Promise<SeenStory | null>;
  history(storyId: string, scope: Scope): Promise<readonly HistoryLine[]>;
  /** When the story's primary action will be safe. */
  safeAt(safe: Safety): Result<Temporal.Instant, 'findings.never_safe'>;
  /** Where the person sees findings, for routes whose permission is another one. */
  sight(person: PersonActor): Scope;
  readonly acts: StoryActs;
  readonly actions: RuleActions;
}

export function createStories({ db, transact, clock, rules, permissions, safetyOf }: StoriesParts): Stories {
  const act = permissions.get('findings:act');
  const read = permissions.get('findings:read');
  if (act === undefined || read === undefined) throw new Error('The permissions of Today are not declared.');
  const actions = actionsOf(rules);
  const may = { permissions, mayOnAssets: createMayOnAssets(permissions) };
  const view = { ...may, actions, safetyOf };
  return {
    actions,
    acts: createStoryActs({ ...may, transact, maySee: (tx, userId, members) => maySee(tx, read, userId, members) }),
    async list(person, request) {
      const now = clock.now();
      const { storyIds, nextCursor, counts } = await queueOf(db, { ...request, userId: person.userId, now });
      const seen = await viewStories(view, db, { person, scope: request.scope, now }, storyIds);
      return { items: seen.map(({ story }) => story), nextCursor, counts };
    },
    async find(person, scope, storyId) {
      const viewer = { person, scope, now: clock.now() };
      const id = (await survivorOf(db, storyId)) ?? storyId;
      return (await viewStories(view, db, viewer, [id]))[0] ?? null;
    },
    history: (storyId, scope) => historyOf(db, storyId, scope),
    safeAt: ({ safeAt }) => (safeAt === null ? refuse('findings.never_safe', { path: 'until' }) : ok(safeAt)),
    sight: (person) => sightFor(person, act, permissions),
  };
}

/** Nobody is given a story that they could not open. */
async function maySee(tx: Tx, read: Permission, userId: string, members: readonly Member[]): Promise<boolean> {
  const { rows } = await sql<{ superadmin: boolean; grants: readonly GrantShape[] }>`
    select u.is_superadmin as superadmin, ${effectiveGrants(sql`u.id`)} as grants from kernel.users u
    where u.id = ${userId} and u.deactivated_at is null and u.removed_at is null`.execute(tx);
  const [user] = rows;
  if (user === undefined) return false;
  const scope = scopeOf({ ...user, tokenScopes: null, tokenSites: null }, read);
  return members.some((member) => inScope(scope, member));
}
