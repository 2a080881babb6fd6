import { openDatabase } from '../../../kernel/db/open.ts';
import { createLog } from '../../../kernel/log/log.ts';
import { createApplyDrafts } from '../actions/configuration/apply.ts';
import { configurationHouse, TESTER } from './configuration.ts';

// A console of its own that applies drafts, for tests that kill it in the middle.
const [url = '', hostId = '', draftsHash = ''] = process.argv.slice(2);
const { db } = await openDatabase({ url, log: createLog({ level: 'silent', format: 'json' }), connections: 2 });
const house = configurationHouse(db, url);
await createApplyDrafts(house)(TESTER, { hostId, draftsHash, note: 'never ended' });
