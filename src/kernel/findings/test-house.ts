import { sql } from 'kysely';
import { z } from 'zod';
import { type AssetId, newId, type SiteId, type TeamId, type UserId } from '../../shared/ids.ts';
import { createAssets } from '../assets/create-assets.ts';
import { addSite, ensureDefaultSite } from '../assets/sites.ts';
import { type PersonActor, systemActor } from '../auth/actor.ts';
import { testGround } from '../auth/test-console.ts';
import { type Scope, WHOLE_ESTATE } from '../contract/access.ts';
import type { GrantShape, Permission } from '../contract/permission.ts';
import { KERNEL_PERMISSIONS } from '../contract/permissions.ts';
import { route } from '../contract/route.ts';
import type { Severity } from '../contract/severity.ts';
import type { Work } from '../db/transact.ts';
import type { FindingRule, RuleAction, Safety } from '../module.ts';
import { createFindings, type DeclaredRule } from './create-findings.ts';
import type { Fact, FindingParams } from './findings.ts';
import { createStories } from './stories-room.ts';
import { createFindingsWake } from './wake.ts';

const actionRoute = (name: string, permission: string) =>
  route({
    method: 'POST',
    path: `/things/:id/${name}`,
    summary: name,
    permission,
    input: z.strictObject({}),
    output: z.null(),
    refusals: {},
  });

const look: RuleAction = { key: 'things.look', route: actionRoute('look', 'assets:read'), risk: 'read' };
const mend: RuleAction = { key: 'things.mend', route: actionRoute('mend', 'assets:edit'), risk: 'update' };

const rule = (name: string): FindingRule => ({ rule: name, severities: ['info', 'warning', 'critical'], actions: [mend, look] });

/** Two modules as a console might have them. */
const RULES: readonly DeclaredRule[] = ['servers', 'backups'].flatMap((module) =>
  ['overdue', 'silent', 'failed', 'down'].map((name) => ({ module, rule: rule(name) })),
);

const permissions: ReadonlyMap<string, Permission> = new Map(KERNEL_PERMISSIONS.map((permission) => [permission.name, permission]));

const SYSTEM = systemActor('test');

interface NewThing {
  readonly name: string;
  readonly module?: string;
  readonly siteId?: SiteId;
  readonly hostName?: string;
  readonly address?: string;
  readonly owner?: UserId;
}

/** A console's rooms around Today on a real database, with a clock that stands still until it is moved; `more`: rules of other rooms. */
export async function testHouse(more: readonly DeclaredRule[] = []) {
  const rules = [...RULES, ...more];
  const ground = await testGround();
  const { db, clock, transact } = ground;
  const safety = new Map<string, Safety>();
  const findings = createFindings({ rules });
  const assets = createAssets({ findings });
  const safetyOf = () => [
    async (ids: readonly string[]) => new Map(ids.flatMap((id) => (safety.has(id) ? [[id, safety.get(id) ?? expectSafety()]] : []))),
  ];
  const stories = createStories({ db, transact, clock, rules, permissions, safetyOf });
  await ensureDefaultSite(transact, 'Europe/Berlin');
  const site = await db.selectFrom('kernel.sites').select('id').executeTakeFirstOrThrow();
  const siteId = site.id as SiteId;
  const doing = <T>(work: (work: Work) => Promise<T>): Promise<T> => transact(SYSTEM, work);

  return {
    ...ground,
    findings,
    assets,
    stories,
    safety,
    siteId,
    doing,
    wake: createFindingsWake({ db, leading: { transact }, clock, findings }),
    async newSite(name: string): Promise<SiteId> {
      const added = await doing((work) => addSite(work, { name, timeZone: 'UTC' }));
      if (!added.ok) throw new Error(added.code);
      return added.value.id;
    },
    async newAsset({ name, module = 'servers', siteId: at = siteId, hostName, address, owner }: NewThing): Promise<AssetId> {
      const asset = {
        id: newId<'asset'>(),
        module,
        kind: module.slice(0, -1),
        name,
        siteId: at,
        tags: [],
        hostName: hostName ?? null,
        address: address ?? null,
      };
      const added = await doing((work) => assets.add(work, asset, owner ?? null));
      if (!added.ok) throw new Error(added.code);
      return added.value.id;
    },
    newPerson: (username: string, grants: readonly GrantShape[] = []): Promise<PersonActor> =>
      doing((work) => insertPerson(work, username, grants)),
    newTeam: (name: string, members: readonly PersonActor[]): Promise<TeamId> => doing((work) => insertTeam(work, name, members)),
    report: (fact: ThingFact): Promise<void> =>
      doing((work) => findings.report(work, { ...defaults(siteId), key: fact.assetId ?? 'key', ...fact })),
    clear: (module: string, ruleName: string, key: string): Promise<void> =>
      doing((work) => findings.clear(work, { module, rule: ruleName, key })),
    /** Open stories as an administrator of everything sees them, by their subjects' names. */
    async today(person: PersonActor, scope: Scope = WHOLE_ESTATE, tab: 'mine' | 'anyone' | 'snoozed' | 'done' = 'anyone') {
      return stories.list(person, { scope, tab, limit: 200 });
    },
    async openStories() {
      return db.selectFrom('kernel.stories').selectAll().where('closed_at', 'is', null).orderBy('opened_at').orderBy('id').execute();
    },
    async happenings(storyId: string): Promise<string[]> {
      const rows = await db.selectFrom('kernel.story_history').select('what').where('story_id', '=', storyId).orderBy('id').execute();
      return rows.map(({ what }) => what);
    },
    async countEvents(name: string): Promise<number> {
      const { rows } = await sql<{ count: number }>`select count(*) as count from kernel.events where name = ${name}`.execute(db);
      return rows[0]?.count ?? 0;
    },
  };
}

interface ThingFact {
  readonly rule: string;
  readonly module?: string;
  readonly assetId?: AssetId | null;
  readonly siteId?: SiteId;
  readonly key?: string;
  readonly severity?: Severity;
  readonly params?: FindingParams;
  readonly cause?: NonNullable<Fact['cause']>;
}

const defaults = (siteId: SiteId) => ({ module: 'servers', assetId: null, siteId, severity: 'warning', params: {} }) as const;

function expectSafety(): never {
  throw new Error('A safety that is there was not found.');
}

async function insertPerson({ tx, now }: Work, username: string, grants: readonly GrantShape[]): Promise<PersonActor> {
  const userId = newId<'user'>(now);
  await sql`insert into kernel.users (id, username, display_name, created_at) values (${userId}, ${username}, ${username}, ${now})`.execute(
    tx,
  );
  for (const grant of grants) {
    await sql`insert into kernel.grants (id, user_id, role, site_id, module, created_at)
      values (${newId(now)}, ${userId}, ${grant.role}, ${grant.siteId}, ${grant.module}, ${now})`.execute(tx);
  }
  return {
    ...{ kind: 'person', userId, username, superadmin: false, grants, tokenScopes: null, tokenSites: null },
    ...{ sessionId: null, apiTokenId: null, origin: { address: null, requestId: null } },
  };
}

async function insertTeam({ tx, now }: Work, name: string, members: readonly PersonActor[]): Promise<TeamId> {
  const id = newId<'team'>(now);
  await sql`insert into kernel.teams (id, name, created_at) values (${id}, ${name}, ${now})`.execute(tx);
  for (const { userId } of members) await sql`insert into kernel.team_members (team_id, user_id) values (${id}, ${userId})`.execute(tx);
  return id;
}
