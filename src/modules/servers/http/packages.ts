import { Refusal, type Served, serve } from '../../../kernel/http/serve.ts';
import type { Parts } from '../actions/parts.ts';
import { searchPackages } from '../actions/search-packages.ts';
import * as contract from '../contract/package-routes.ts';

/** Packages of all servers at once. */
export const packageRoutes = (parts: Pick<Parts, 'db'>): readonly Served[] => [
  serve(contract.searchPackages, async ({ name, olderThan, siteId, cursor, limit }, { scope, clock }) => {
    // Every list of every server would have to be looked at.
    if (olderThan !== undefined && name === undefined) throw new Refusal('servers.package_unnamed', { path: 'name' });
    const question = { name: name ?? null, olderThan: olderThan ?? null, siteId };
    const { items, nextCursor, unknownServers } = await searchPackages(parts, scope, { ...question, at: clock.now() }, { cursor, limit });
    return {
      items: items.map(({ server, isOlder, name: called, installedVersion, candidateVersion, isSecurity }) => ({
        server,
        package: { name: called, installedVersion, candidateVersion, isSecurity },
        isOlder,
      })),
      nextCursor,
      unknownServers,
    };
  }),
];
