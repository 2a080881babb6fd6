import { MASKED } from '../../../kernel/audit/write.ts';
import type { PersonActor } from '../../../kernel/auth/actor.ts';
import { hashSecret, newSecret } from '../../../kernel/auth/tokens/secret-text.ts';
import { inSites, type Scope, sitesOf } from '../../../kernel/contract/access.ts';
import type { Work } from '../../../kernel/db/transact.ts';
import { newId, type SiteId } from '../../../shared/ids.ts';
import { ok, type Result, refuse } from '../../../shared/result.ts';
import { isAfter } from '../../../shared/time.ts';
import {
  type EnrolmentTokenRow,
  findEnrolmentToken,
  insertEnrolmentToken,
  listEnrolmentTokens,
  revokeEnrolmentToken,
} from '../store/enrolment.ts';
import { holdScheduleOf } from '../store/schedules.ts';
import type { Parts } from './parts.ts';

export type { EnrolmentTokenRow };

/** Begins every enrolment token, so that secret scanners know one when they see it. */
const PREFIX = 'cte_';
const HINT_LENGTH = 10;
/** Whoever finds an old image must not come in by it. */
const LONGEST = Temporal.Duration.from({ hours: 24 * 366 });

export interface NewToken {
  readonly name: string;
  readonly siteId: SiteId;
  readonly scheduleId: string | null;
  readonly uses: number;
  readonly expiresAt: Temporal.Instant;
}

type TokenFault = 'servers.unknown_site' | 'servers.unknown_schedule' | 'servers.expiry_past' | 'servers.expiry_too_far';
type MakeAnswer = Result<EnrolmentTokenRow & { readonly token: string }, TokenFault>;
type RevokeAnswer = Result<null, 'servers.unknown_enrolment_token'>;

/** Tokens by which an image's machines become servers when they first start. */
export const createEnrolmentTokens = (parts: Parts) => ({
  list: (scope: Scope): Promise<readonly EnrolmentTokenRow[]> => listEnrolmentTokens(parts.db, scope),
  /** The token's text is told this once; only its SHA-256 is stored. */
  make: (by: PersonActor, input: NewToken): Promise<MakeAnswer> => parts.transact(by, (work) => makeToken(work, parts, by, input)),
  revoke: (by: PersonActor, scope: Scope, id: string): Promise<RevokeAnswer> => parts.transact(by, (work) => revokeToken(work, scope, id)),
});

async function makeToken(work: Work, { assets }: Parts, by: PersonActor, input: NewToken): Promise<MakeAnswer> {
  if (!isAfter(input.expiresAt, work.now)) return refuse('servers.expiry_past', { path: 'expiresAt' });
  if (isAfter(input.expiresAt, work.now.add(LONGEST))) return refuse('servers.expiry_too_far', { path: 'expiresAt' });
  if ((await assets.site(work.tx, input.siteId)) === null) return refuse('servers.unknown_site', { path: 'siteId' });
  const { scheduleId, siteId, name, uses: mostUses, expiresAt } = input;
  if (scheduleId !== null && (await holdScheduleOf(work.tx, siteId, scheduleId)) === null) {
    return refuse('servers.unknown_schedule', { path: 'scheduleId' });
  }
  const [id, token] = [newId<'enrolment-token'>(work.now), `${PREFIX}${newSecret()}`];
  const hint = token.slice(0, HINT_LENGTH);
  const stored = { siteId, name, scheduleId, mostUses, expiresAt, hint, tokenHash: hashSecret(token), createdBy: by.userId };
  await insertEnrolmentToken(work.tx, { id, ...stored }, work.now);
  const row = await findEnrolmentToken(work.tx, { id });
  if (row === null) throw new Error('The token was written and is not there.');
  const after = { hint, token: MASKED, schedule: row.schedule?.name ?? null, mostUses, expiresAt: expiresAt.toString() };
  await auditToken(work, 'servers.enrolment_token_made', row, { after });
  return ok({ ...row, token });
}

async function revokeToken(work: Work, scope: Scope, id: string): Promise<RevokeAnswer> {
  const row = await findEnrolmentToken(work.tx, { id });
  if (row === null || !inSites(sitesOf(scope, 'servers'), row.site.id)) return refuse('servers.unknown_enrolment_token');
  await revokeEnrolmentToken(work.tx, row.id, work.now);
  await auditToken(work, 'servers.enrolment_token_revoked', row, { before: { hint: row.hint, uses: row.uses } });
  return ok(null);
}

const auditToken = (
  work: Work,
  action: string,
  { id, name, site }: EnrolmentTokenRow,
  change: { readonly before?: Readonly<Record<string, unknown>>; readonly after?: Readonly<Record<string, unknown>> },
): Promise<void> => work.audit({ action, subject: { kind: 'enrolment_token', id, name }, siteId: site.id, ...change });
