import { openDatabase } from '../../../kernel/db/open.ts';
import { createHeld } from '../../../kernel/held/held.ts';
import { createLog } from '../../../kernel/log/log.ts';
import { createSeal } from '../../../kernel/secrets/seal.ts';
import { createReach } from '../actions/hosts/reach.ts';

// A console of its own that works on a host for ever, for tests that kill it.
const [url = '', hostId = ''] = process.argv.slice(2);
const log = createLog({ level: 'silent', format: 'json' });
const { db } = await openDatabase({ url, log, connections: 2 });
const seal = createSeal(new Uint8Array(32).fill(7));
const transact = () => Promise.reject(new Error('nothing is written'));
const reach = createReach({ db, log, seal, transact, held: createHeld({ db }), agentSocket: null });
await reach.reach(hostId, 'ban', async () => {
  process.stdout.write('at work\n');
  await new Promise((resolve) => setTimeout(resolve, 600_000));
});
