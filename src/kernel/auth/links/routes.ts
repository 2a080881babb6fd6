import { toWire } from '../../../shared/time.ts';
import * as contract from '../../contract/routes/links.ts';
import type { Db } from '../../db/database.ts';
import { orRefuse, type Served, serve } from '../../http/serve.ts';
import type { LinkActions } from './actions.ts';
import type { LinkPurpose } from './links.ts';
import { listLinks, type SecretLinkRow } from './store.ts';

interface LinkRouteParts {
  readonly db: Db;
  readonly purposes: readonly LinkPurpose[];
  readonly links: LinkActions;
}

/** One's own secret links. */
export const linkRoutes = ({ db, purposes, links }: LinkRouteParts): readonly Served[] => [
  serve(contract.listMyLinks, async (_input, { person }) => ({
    items: (await listLinks(db, person.userId)).map(presentLink),
    purposes: purposes.map(({ name, about }) => ({ name, about })),
  })),
  serve(contract.addMyLink, async (input, { person }) => {
    const made = orRefuse(await links.add(person, input));
    return { ...presentLink(made), url: made.url };
  }),
  serve(contract.revokeMyLink, async ({ id }, { person }) => orRefuse(await links.revoke(person, id))),
];

const presentLink = ({ id, purpose, name, hint, createdAt, lastUsedAt }: SecretLinkRow) => ({
  id,
  purpose,
  name,
  hint,
  createdAt: createdAt.toString(),
  lastUsedAt: toWire(lastUsedAt),
});
