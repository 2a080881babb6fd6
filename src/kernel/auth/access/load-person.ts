import { type RawBuilder, sql } from 'kysely';
import type { UserId } from '../../../shared/ids.ts';
import type { GrantShape } from '../../contract/permission.ts';
import type { Db } from '../../db/database.ts';
import type { Origin, PersonActor } from '../actor.ts';

/** Grants of a user and of the user's teams, as a JSON array; `id` is the column with the user. */
export const effectiveGrants = (id: RawBuilder<unknown>): RawBuilder<GrantShape[]> => sql`coalesce((
  select jsonb_agg(distinct jsonb_build_object('role', g.role, 'siteId', g.site_id, 'module', g.module))
  from kernel.grants g
  where g.user_id = ${id} or g.team_id in (
    select m.team_id from kernel.team_members m join kernel.teams t on t.id = m.team_id
    where m.user_id = ${id} and t.archived_at is null)), '[]'::jsonb)`;

export interface PersonColumns {
  readonly user_id: UserId;
  readonly username: string;
  readonly is_superadmin: boolean;
  readonly grants: readonly GrantShape[];
}

/** What a session's row says about its own end. */
export interface OpenSession {
  readonly id: string;
  readonly kind: 'browser' | 'tool';
  readonly lastSeenAt: Temporal.Instant;
  readonly expiresAt: Temporal.Instant;
}

export interface ValidToken {
  readonly id: string;
  readonly scopes: readonly string[];
  readonly siteIds: readonly string[] | null;
  readonly addressRanges: readonly string[] | null;
  readonly lastUsedAt: Temporal.Instant | null;
}

export const personColumns = sql`u.id as user_id, u.username, u.is_superadmin, ${effectiveGrants(sql`u.id`)} as grants`;
export const isActive = sql`u.deactivated_at is null and u.removed_at is null`;

/** A person by their session, and what the session says of itself. */
interface BySession {
  readonly actor: PersonActor;
  readonly session: OpenSession;
}

export type SessionRow = PersonColumns & SessionColumns;

/** The persons behind sessions that were not ended, with all rights, by the hash of the cookie. Whether one has expired is the caller's to say. */
export async function readSessions(db: Db, hashes: readonly string[]): Promise<ReadonlyMap<string, SessionRow>> {
  const rows = await sessionsWhere(db, sql`s.token_hash ${isOneOfHashes(hashes)}`);
  return new Map(rows.map((row) => [row.token_hash, row]));
}

/** The same of one session, by the id in an access token. */
export async function loadBySession(
  db: Db,
  { sessionId, userId }: { readonly sessionId: string; readonly userId: string },
  origin: Origin,
): Promise<BySession | null> {
  const [row] = await sessionsWhere(db, sql`s.id = ${sessionId} and s.user_id = ${userId}`);
  return row === undefined ? null : bySession(row, origin);
}

async function sessionsWhere(db: Db, which: RawBuilder<unknown>): Promise<readonly SessionRow[]> {
  const { rows } = await sql<SessionRow>`
    select ${personColumns}, s.token_hash, s.id as session_id, s.kind, s.last_seen_at, s.expires_at
    from kernel.sessions s join kernel.users u on u.id = s.user_id
    where ${which} and s.ended_at is null and ${isActive}`.execute(db);
  return rows;
}

export function bySession(row: SessionRow, origin: Origin): BySession {
  const session = { id: row.session_id, kind: row.kind, lastSeenAt: row.last_seen_at, expiresAt: row.expires_at };
  return { actor: toActor(row, origin, { sessionId: row.session_id }), session };
}

/** One parameter, whose text needs no quotes: hashes are hexadecimal. */
const isOneOfHashes = (hashes: readonly string[]): RawBuilder<unknown> => sql`= any(${`{${hashes.join()}}`}::text[])`;

/** An active person by id, with all rights and nothing that narrows them: for what works in their name later. */
export async function loadPerson(db: Db, userId: string, origin: Origin): Promise<PersonActor | null> {
  const { rows } = await sql<PersonColumns>`select ${personColumns} from kernel.users u where u.id = ${userId} and ${isActive}`.execute(db);
  return rows[0] === undefined ? null : toActor(rows[0], origin, {});
}

interface SessionColumns {
  readonly token_hash: string;
  readonly session_id: string;
  readonly kind: 'browser' | 'tool';
  readonly last_seen_at: Temporal.Instant;
  readonly expires_at: Temporal.Instant;
}

/** A person by their API token, narrowed to it. */
interface ByToken {
  readonly actor: PersonActor;
  readonly token: ValidToken;
}

export type TokenRow = PersonColumns & TokenColumns;

/** The persons behind API tokens that hold at `now`, by the hash of the token. The address is the caller's to compare. */
export async function readTokens(db: Db, hashes: readonly string[], now: Temporal.Instant): Promise<ReadonlyMap<string, TokenRow>> {
  const rows = await tokensWhere(db, sql`t.token_hash ${isOneOfHashes(hashes)}`, now);
  return new Map(rows.map((row) => [row.token_hash, row]));
}

/** The same of one token, by its id. */
export async function loadByToken(db: Db, tokenId: string, now: Temporal.Instant, origin: Origin): Promise<ByToken | null> {
  const [row] = await tokensWhere(db, sql`t.id = ${tokenId}`, now);
  return row === undefined ? null : byToken(row, origin);
}

async function tokensWhere(db: Db, which: RawBuilder<unknown>, now: Temporal.Instant): Promise<readonly TokenRow[]> {
  const { rows } = await sql<TokenRow>`
    select ${personColumns}, t.token_hash, t.id as token_id, t.scopes, t.site_ids, t.address_ranges, t.last_used_at
    from kernel.api_tokens t join kernel.users u on u.id = t.user_id
    where ${which} and t.revoked_at is null and (t.expires_at is null or t.expires_at > ${now}) and ${isActive}`.execute(db);
  return rows;
}

export function byToken(row: TokenRow, origin: Origin): ByToken {
  const token = {
    id: row.token_id,
    scopes: row.scopes,
    siteIds: row.site_ids,
    addressRanges: row.address_ranges,
    lastUsedAt: row.last_used_at,
  };
  return { actor: toActor(row, origin, { token }), token };
}

interface TokenColumns {
  readonly token_hash: string;
  readonly token_id: string;
  readonly scopes: readonly string[];
  readonly site_ids: readonly string[] | null;
  readonly address_ranges: readonly string[] | null;
  readonly last_used_at: Temporal.Instant | null;
}

export function toActor(row: PersonColumns, origin: Origin, by: { readonly sessionId?: string; readonly token?: ValidToken }): PersonActor {
  return {
    kind: 'person',
    userId: row.user_id,
    username: row.username,
    superadmin: row.is_superadmin,
    grants: row.grants,
    sessionId: by.sessionId ?? null,
    apiTokenId: by.token?.id ?? null,
    tokenScopes: by.token?.scopes ?? null,
    tokenSites: by.token?.siteIds ?? null,
    origin,
  };
}
