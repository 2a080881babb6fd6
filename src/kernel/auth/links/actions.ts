import { ok, type Result, refuse } from '../../../shared/result.ts';
import type { Transact, Work } from '../../db/transact.ts';
import type { PersonActor } from '../actor.ts';
import { hashSecret, newSecret } from '../tokens/secret-text.ts';
import type { LinkPurpose } from './links.ts';
import { countLinks, insertLink, revokeLink, type SecretLinkRow } from './store.ts';

/** Begins every link's secret, so that secret scanners know one when they see it. */
const LINK_PREFIX = 'ctl_';
const HINT_LENGTH = 8;
/** More than one has devices; whoever makes them by a program must not fill the database. */
const MOST_LINKS = 50;

type AddAnswer = Result<SecretLinkRow & { readonly url: string }, 'auth.unknown_purpose' | 'auth.too_many_links'>;

/** Secret links of one's own. */
export interface LinkActions {
  /** The address is told this once; only the secret's SHA-256 is stored. */
  add(by: PersonActor, input: { readonly purpose: string; readonly name: string }): Promise<AddAnswer>;
  revoke(by: PersonActor, id: string): Promise<Result<null, 'auth.unknown_link'>>;
}

interface LinkActionParts {
  readonly transact: Transact;
  readonly purposes: readonly LinkPurpose[];
  readonly publicUrl: string;
}

export const createLinkActions = ({ transact, purposes, publicUrl }: LinkActionParts): LinkActions => ({
  async add(by, { purpose, name }) {
    const meant = purposes.find((each) => each.name === purpose);
    if (meant === undefined) return refuse('auth.unknown_purpose', { path: 'purpose' });
    const token = `${LINK_PREFIX}${newSecret()}`;
    const url = `${publicUrl}/api${meant.path}?token=${token}`;
    return await transact<AddAnswer>(by, async (work) => {
      if ((await countLinks(work.tx, by.userId)) >= MOST_LINKS) return refuse('auth.too_many_links', { most: MOST_LINKS });
      return ok({ ...(await makeLink(work, by, { purpose, name, token })), url });
    });
  },
  revoke: (by, id) => transact(by, (work) => endLink(work, by, id)),
});

async function makeLink(
  work: Work,
  by: PersonActor,
  { purpose, name, token }: { readonly purpose: string; readonly name: string; readonly token: string },
): Promise<SecretLinkRow> {
  const row = await insertLink(work, { userId: by.userId, purpose, name, tokenHash: hashSecret(token), hint: token.slice(0, HINT_LENGTH) });
  await auditLink(work, 'auth.link_made', row, { purpose });
  return row;
}

async function endLink(work: Work, by: PersonActor, id: string): Promise<Result<null, 'auth.unknown_link'>> {
  const name = await revokeLink(work, id, by.userId);
  if (name === null) return refuse('auth.unknown_link');
  await auditLink(work, 'auth.link_revoked', { id, name }, null);
  return ok(null);
}

const auditLink = (
  work: Work,
  action: string,
  { id, name }: { readonly id: string; readonly name: string },
  after: Readonly<Record<string, unknown>> | null,
): Promise<void> => work.audit({ action, subject: { kind: 'secret_link', id, name }, siteId: null, after });
