import type { Clock } from '../../../shared/time.ts';
import type { Db } from '../../db/database.ts';
import type { Transact } from '../../db/transact.ts';
import { type Origin, type PersonActor, systemActor } from '../actor.ts';
import { isWorthNoting } from '../sessions/expiry.ts';
import { hashSecret } from '../tokens/secret-text.ts';
import { findLink, noteLinkUsed } from './store.ts';

/** Something that can be reached by a secret address. Declared by the module that answers there. */
export interface LinkPurpose {
  /** `room.what`, `servers.calendar`. */
  readonly name: string;
  /** Below `/api`: a route without a permission that takes the secret as `token`. */
  readonly path: string;
  /** Names of permissions that whoever has the address holds, as far as its person does. */
  readonly scopes: readonly string[];
  /** What is shown there, in English. */
  readonly about: string;
}

/** Asked by the routes that secret addresses lead to. */
export interface SecretLinks {
  /** The link's person with the rights of now, narrowed to the purpose's scopes; null: no such link, or its person is switched off. */
  open(purpose: LinkPurpose, token: string, origin: Origin): Promise<PersonActor | null>;
}

interface LinkParts {
  readonly db: Db;
  readonly transact: Transact;
  readonly clock: Clock;
}

export const createSecretLinks = ({ db, transact, clock }: LinkParts): SecretLinks => ({
  async open({ name, scopes }, token, origin) {
    const found = await findLink(db, { purpose: name, scopes, tokenHash: hashSecret(token) }, origin);
    if (found === null) return null;
    const now = clock.now();
    // Calendars ask by themselves for years; when one last did tells its person which link is still in use.
    if (isWorthNoting(found.lastUsedAt, now)) await transact(systemActor('links'), ({ tx }) => noteLinkUsed(tx, found.id, now));
    return found.actor;
  },
});
