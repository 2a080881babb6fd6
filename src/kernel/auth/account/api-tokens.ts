import { ok, type Result, refuse } from '../../../shared/result.ts';
import { isAfter } from '../../../shared/time.ts';
import { anySitesOf, inSites, scopeOf } from '../../contract/access.ts';
import type { Permission } from '../../contract/permission.ts';
import type { Transact, Work } from '../../db/transact.ts';
import { sightFor } from '../access/asset-access.ts';
import type { PersonActor } from '../actor.ts';
import { API_TOKEN_PREFIX, type ApiTokenRow, insertApiToken, revokeApiToken, sitesThatExist } from '../tokens/api-token-store.ts';
import { hashSecret, newSecret } from '../tokens/secret-text.ts';

export interface ApiTokenInput {
  readonly name: string;
  readonly scopes: readonly string[];
  readonly siteIds: readonly string[] | null;
  readonly addressRanges: readonly string[] | null;
  readonly expiresAt: Temporal.Instant | null;
}

type ApiTokenFault = 'auth.unknown_scope' | 'auth.unknown_site' | 'auth.expiry_past';

/** API tokens of one's own. A token never holds more than its person does at the moment of the call. */
export interface ApiTokenActions {
  add(by: PersonActor, input: ApiTokenInput): Promise<Result<ApiTokenRow & { readonly token: string }, ApiTokenFault>>;
  revoke(by: PersonActor, id: string): Promise<Result<null, 'auth.unknown_token'>>;
  /** Permissions that a token of this person can carry now. */
  scopesFor(by: PersonActor): readonly Permission[];
}

const HINT_LENGTH = 8;

export function createApiTokenActions(parts: {
  readonly transact: Transact;
  readonly permissions: ReadonlyMap<string, Permission>;
}): ApiTokenActions {
  const scopesFor = (by: PersonActor) =>
    [...parts.permissions.values()].filter((permission) => mayCarry(by, permission, parts.permissions));
  return {
    scopesFor,
    add: (by, input) => parts.transact(by, (work) => addToken(work, input, { by, carried: scopesFor(by), permissions: parts.permissions })),
    revoke: (by, id) => parts.transact(by, (work) => revoke(work, by, id)),
  };
}

/** Held by role somewhere, or to be had by responsibility for something in sight. */
const mayCarry = (by: PersonActor, permission: Permission, permissions: ReadonlyMap<string, Permission>): boolean =>
  permission.tokens &&
  (scopeOf(by, permission).length > 0 || (permission.responsibility !== undefined && sightFor(by, permission, permissions).length > 0));

interface Bearer {
  readonly by: PersonActor;
  readonly carried: readonly Permission[];
  readonly permissions: ReadonlyMap<string, Permission>;
}

async function addToken(work: Work, input: ApiTokenInput, { by, carried, permissions }: Bearer) {
  const scopes = [...new Set(input.scopes)];
  const chosen = carried.filter(({ name }) => scopes.includes(name));
  if (chosen.length < scopes.length) return refuse('auth.unknown_scope', { path: 'scopes' });
  if (input.expiresAt !== null && !isAfter(input.expiresAt, work.now)) return refuse('auth.expiry_past', { path: 'expiresAt' });
  if (!(await areSitesKnown(work, by, input.siteIds, { chosen, permissions }))) return refuse('auth.unknown_site', { path: 'siteIds' });
  const token = `${API_TOKEN_PREFIX}${newSecret()}`;
  const made = { ...input, scopes, userId: by.userId, tokenHash: hashSecret(token), hint: token.slice(0, HINT_LENGTH) };
  const row = await insertApiToken(work, made);
  await auditToken(work, 'auth.token_made', row, {
    scopes,
    siteIds: row.siteIds,
    addressRanges: row.addressRanges,
    expiresAt: row.expiresAt?.toString() ?? null,
  });
  return ok({ ...row, token });
}

/** Sites that there are, and that this person reaches with one of the scopes at least. */
async function areSitesKnown(
  work: Work,
  by: PersonActor,
  siteIds: readonly string[] | null,
  { chosen, permissions }: { readonly chosen: readonly Permission[]; readonly permissions: ReadonlyMap<string, Permission> },
): Promise<boolean> {
  if (siteIds === null) return true;
  const known = await sitesThatExist(work.tx, siteIds);
  const reached = chosen.map((permission) => anySitesOf([...scopeOf(by, permission), ...sightFor(by, permission, permissions)]));
  return siteIds.every((id) => known.has(id) && reached.some((sites) => inSites(sites, id)));
}

async function revoke(work: Work, by: PersonActor, id: string): Promise<Result<null, 'auth.unknown_token'>> {
  const name = await revokeApiToken(work, id, by.userId);
  if (name === null) return refuse('auth.unknown_token');
  await auditToken(work, 'auth.token_revoked', { id, name }, null);
  return ok(null);
}

const auditToken = (
  work: Work,
  action: string,
  { id, name }: { readonly id: string; readonly name: string },
  after: Readonly<Record<string, unknown>> | null,
): Promise<void> => work.audit({ action, subject: { kind: 'api_token', id, name }, siteId: null, after });
