import { openDatabase } from '../../../kernel/db/open.ts';
import { createLog } from '../../../kernel/log/log.ts';
import { systemClock } from '../../../shared/time.ts';
import { createPlaceList } from '../actions/blocklists/place.ts';
import { listParts } from './lists-parts.ts';

// A console of its own that brings hosts in line with a blocklist, for tests that kill it in the middle.
const [url = '', listId = ''] = process.argv.slice(2);
const { db } = await openDatabase({ url, log: createLog({ level: 'silent', format: 'json' }), connections: 4 });
const outbound = { request: () => Promise.reject(new Error('nobody is called')), close: async () => {} };
await createPlaceList(listParts({ db, url, clock: systemClock }, outbound))(listId);
