import { z } from 'zod';
import { pageInput, pageOf } from '../../../kernel/contract/page.ts';
import { route } from '../../../kernel/contract/route.ts';
import { line, WireId } from '../../../kernel/contract/wire.ts';
import { PendingPackage } from './shapes.ts';

export const FoundPackage = z
  .object({
    server: z.object({ id: WireId, name: z.string(), site: z.string() }),
    package: PendingPackage.pick({ name: true, installedVersion: true, candidateVersion: true, isSecurity: true }),
    /** Null: versions of this package manager cannot be compared, or no version was asked about. */
    isOlder: z.boolean().nullable(),
  })
  .meta({ id: 'FoundPackage' });
export type FoundPackage = z.infer<typeof FoundPackage>;

export const searchPackages = route({
  method: 'GET',
  path: '/servers/packages',
  summary: 'Which servers wait for an update of a package, and have it older than a version',
  permission: 'servers:read',
  input: z.strictObject({
    ...pageInput,
    /** A whole name, or its beginning and `*`. */
    name: line(200).optional(),
    /** A version as the servers' package manager writes it; servers whose version cannot be compared are listed, too. */
    olderThan: line(200).optional(),
    siteId: WireId.optional(),
  }),
  output: pageOf(FoundPackage).extend({
    /** Servers whose list is missing, old, unreadable or silent: they may have it all the same. */
    unknownServers: z.int(),
  }),
  refusals: { 'kernel.bad_cursor': 422, 'servers.package_unnamed': 422 },
});
