import { Readable } from 'node:stream';
import { begun } from '../../../kernel/http/begun.ts';
import { orRefuse, type Served, serve, serveStream } from '../../../kernel/http/serve.ts';
import type { BanQueries } from '../actions/archive/queries.ts';
import * as contract from '../contract/ban-list-routes.ts';
import { csvOf, jsonOf } from './ban-export.ts';
import { presentBan } from './ban-present.ts';

/** A text of some hundred bans is made when the one before it has left: otherwise sixteen would wait for a slow reader. */
const ONE_BY_ONE = { highWaterMark: 1 } as const;

/** The archive as lists, one by one, and as files. */
export const banRoutes = (queries: BanQueries): readonly Served[] => [
  serve(contract.listBans, async ({ cursor, limit, sort, ...filter }, { scope }) => {
    const { items, nextCursor } = await queries.list(scope, { filter, sort }, { cursor, limit });
    return { items: items.map(presentBan), nextCursor };
  }),
  serve(contract.getBan, async ({ id }, { scope }) => {
    const { lines, ...ban } = orRefuse(await queries.ban(scope, id));
    return { ...presentBan(ban), lines: lines === null ? null : [...lines] };
  }),
  serveStream(contract.exportBansCsv, async ({ sort, delimiter, ...filter }, { scope }) => {
    const text = csvOf(queries.every(scope, { filter, sort }), delimiter === 'comma' ? ',' : ';');
    return { body: Readable.from(await begun(text), ONE_BY_ONE), fileName: 'bans.csv' };
  }),
  serveStream(contract.exportBansJson, async ({ sort, ...filter }, { scope }) => {
    const text = jsonOf(queries.every(scope, { filter, sort }));
    return { body: Readable.from(await begun(text), ONE_BY_ONE), fileName: 'bans.json' };
  }),
];
