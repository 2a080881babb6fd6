import { createHash, randomBytes } from 'node:crypto';
import { MASKED } from '../../../kernel/audit/write.ts';
import type { PersonActor } from '../../../kernel/auth/actor.ts';
import { inSites, type Scope, sitesOf } from '../../../kernel/contract/access.ts';
import type { Work } from '../../../kernel/db/transact.ts';
import { type AssetId, newId, type SiteId } from '../../../shared/ids.ts';
import { ok, type Result, refuse } from '../../../shared/result.ts';
import { SCREENS_EVENTS } from '../contract/events.ts';
import { codeOf, normalCode } from '../domain/enrolment-code.ts';
import { type CodeRow, findCode, insertCode, listCodes, revokeCode, screenOfCode } from '../store/enrolment.ts';
import type { Parts } from './parts.ts';
import { settleScreen } from './settle.ts';
import { lockScreen } from './subject.ts';

export type { CodeRow };

export interface NewCodeInput {
  readonly siteId: string | undefined;
  /** Null: for a new screen. */
  readonly screenId: string | null;
  readonly minutes: number;
}

type MakeAnswer = Result<CodeRow & { readonly code: string }, 'screens.unknown_site' | 'screens.unknown_screen'>;
type RevokeAnswer = Result<null, 'screens.unknown_code'>;

/** Twelve characters hold 60 random bits and live for a day at most: a plain hash is enough, and is looked up by an index. */
export const hashCode = (typed: string): string =>
  createHash('sha256')
    .update(normalCode(typed) ?? '')
    .digest('hex');

/** Codes by which players come in. */
export const createCodes = (parts: Parts) => ({
  list: (scope: Scope): Promise<readonly CodeRow[]> => listCodes(parts.db, scope, parts.clock.now()),
  /** The code is told this once; only its SHA-256 is stored. */
  make: (by: PersonActor, scope: Scope, input: NewCodeInput): Promise<MakeAnswer> =>
    parts.transact<MakeAnswer>(by, (work) => makeCode(work, parts, { by, scope, input })),
  revoke: (by: PersonActor, scope: Scope, id: string): Promise<RevokeAnswer> =>
    parts.transact<RevokeAnswer>(by, async (work) => {
      const row = await findCode(work.tx, { id });
      if (row === null || !inSites(sitesOf(scope, 'screens'), row.site.id)) return refuse('screens.unknown_code');
      const screenId = await screenOfCode(work.tx, row.id);
      const screen = screenId === null ? null : await parts.assets.lock(work.tx, screenId);
      await revokeCode(work.tx, row.id, work.now);
      // Whoever waited for a person by it waits no more.
      if (screen !== null) await settleScreen(work, parts, screen.id);
      await noteCode(work, 'screens.code_revoked', row, { before: { screen: row.screen?.name ?? null } });
      return ok(null);
    }),
});

async function makeCode(
  work: Work,
  parts: Parts,
  { by, scope, input }: { readonly by: PersonActor; readonly scope: Scope; readonly input: NewCodeInput },
): Promise<MakeAnswer> {
  const site = await parts.assets.site(work.tx, (input.siteId ?? null) as SiteId | null);
  if (site === null) return refuse('screens.unknown_site', { path: 'siteId' });
  const screenId = input.screenId === null ? null : await screenOf(work, parts, scope, { siteId: site.id, id: input.screenId });
  if (screenId === null && input.screenId !== null) return refuse('screens.unknown_screen', { path: 'screenId' });
  const [id, code] = [newId<'screen-enrolment-code'>(work.now), codeOf(randomBytes(16))];
  const expiresAt = work.now.add({ minutes: input.minutes });
  await insertCode(work.tx, { id, siteId: site.id, screenId, codeHash: hashCode(code), createdBy: by.userId, expiresAt }, work.now);
  const row = await findCode(work.tx, { id });
  if (row === null) throw new Error('The code was written and is not there.');
  const after = { code: MASKED, screen: row.screen?.name ?? null, expiresAt: expiresAt.toString() };
  await noteCode(work, 'screens.code_made', row, { after });
  return ok({ ...row, code });
}

async function screenOf(
  work: Work,
  parts: Parts,
  scope: Scope,
  { siteId, id }: { readonly siteId: SiteId; readonly id: string },
): Promise<AssetId | null> {
  const screen = await lockScreen(work, parts, scope, id);
  return screen !== null && screen.site.id === siteId ? screen.id : null;
}

async function noteCode(
  work: Work,
  action: string,
  { id, site, screen }: CodeRow,
  change: Pick<Parameters<Work['audit']>[0], 'before' | 'after'>,
): Promise<void> {
  const subject = { kind: 'screen-enrolment-code', id, name: screen?.name ?? site.name };
  await work.audit({ action, subject, siteId: site.id, ...change });
  work.publish({ name: SCREENS_EVENTS.enrolmentChanged, module: 'screens', siteId: site.id, assetId: null, payload: { because: 'code' } });
}
