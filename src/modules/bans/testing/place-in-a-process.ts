import { openDatabase } from '../../../kernel/db/open.ts';
import { createLog } from '../../../kernel/log/log.ts';
import { truncate } from '../../../shared/time.ts';
import { createPlaceList } from '../actions/blocklists/place.ts';
import { listParts } from './lists-parts.ts';

// A console of its own that brings hosts in line with a blocklist, for tests that kill it in the middle.
// `begun`: its clock goes on from there, as that of the house does that it works beside.
const [url = '', listId = '', begun = ''] = process.argv.slice(2);
const started = performance.now();
const clock = { now: () => truncate(Temporal.Instant.from(begun).add({ milliseconds: Math.round(performance.now() - started) })) };
const { db } = await openDatabase({ url, log: createLog({ level: 'silent', format: 'json' }), connections: 4 });
const outbound = { request: () => Promise.reject(new Error('nobody is called')), close: async () => {} };
await createPlaceList(listParts({ db, url, clock }, outbound))(listId);
