import { sql } from 'kysely';
import type { z } from 'zod';
import { createEraseAsset, type EraseAssetRows } from '../assets/erase.ts';
import { eraseAsset, type KeptStream, listArchivedAssets, listStreams } from '../contract/routes/streams.ts';
import type { Db } from '../db/database.ts';
import { contains } from '../db/like.ts';
import type { Transact } from '../db/transact.ts';
import { orRefuse, type Served, serve } from '../http/serve.ts';
import type { Settings } from '../settings/settings.ts';
import { figuresOf, keptOf } from './figures.ts';
import type { Stream } from './stream.ts';

export interface StreamRouteParts {
  readonly db: Db;
  readonly transact: Transact;
  readonly settings: Settings;
  readonly streams: readonly Stream[];
  readonly erasers: ReadonlyMap<string, EraseAssetRows>;
}

export function streamRoutes(parts: StreamRouteParts): Served[] {
  const erase = createEraseAsset(parts);
  return [
    serve(listStreams, async () => ({ items: await Promise.all(parts.streams.map((stream) => present(parts, stream))) })),
    serve(listArchivedAssets, async ({ q }) => ({ items: await archivedAssets(parts.db, q?.trim() ?? '') })),
    serve(eraseAsset, async (input, { actor }) => orRefuse(await erase(actor, input))),
  ];
}

async function present(parts: StreamRouteParts, stream: Stream): Promise<z.input<typeof KeptStream>> {
  const { oldestAt, ...figures } = await figuresOf(parts.db, stream);
  const { name, table, purpose } = stream;
  const module = name.includes('.') ? name.slice(0, name.indexOf('.')) : 'kernel';
  return { name, module, table, purpose, ...(await keptOf(parts, stream)), ...figures, oldestAt: oldestAt?.toString() ?? null };
}

const LISTED = 200;

interface Archived {
  readonly id: string;
  readonly module: string;
  readonly kind: string;
  readonly name: string;
  readonly site: string;
  readonly archivedAt: string;
}

async function archivedAssets(db: Db, q: string): Promise<Archived[]> {
  const rows = await db
    .selectFrom('kernel.assets as a')
    .innerJoin('kernel.sites as s', 's.id', 'a.site_id')
    .select(['a.id', 'a.module', 'a.kind', 'a.name', 's.name as site', sql<Temporal.Instant>`a.archived_at`.as('archivedAt')])
    .where('a.archived_at', 'is not', null)
    .$if(q !== '', (query) => query.where('a.name', 'ilike', contains(q)))
    .orderBy('a.archived_at', 'desc')
    .limit(LISTED)
    .execute();
  return rows.map((row) => ({ ...row, archivedAt: row.archivedAt.toString() }));
}
