import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLog } from '../../src/kernel/log/log.ts';
import { createStops } from '../../src/kernel/stops.ts';
import { consoleOn } from '../console.ts';

// A whole console on a database that is there. Its first line is where it listens. `flood`: nobody is held to a pace.
const [url = '', mqttPort = '0', manner = ''] = process.argv.slice(2);
const dataDir = mkdtempSync(join(tmpdir(), 'caretaker-bench-'));
const stops = createStops(createLog({ level: 'error', format: 'pretty' }));
const unbridled = { messagesPerSecond: 1e6, messagesAtOnce: 1e6, bytesPerSecond: 1e9, bytesAtOnce: 1e9 };
const broker = { url: null, host: '127.0.0.1', port: Number(mqttPort), tls: null, caFile: null, isPlainAllowed: false };
const mqtt = manner === 'flood' ? { ...broker, pace: unbridled } : broker;
const { app, close } = await consoleOn({ url, dataDir, mqtt });
await app.prepare();
await app.start(stops);
const { port } = await app.http.listen({ host: '127.0.0.1', port: 0 });
console.log(`http://127.0.0.1:${port}`);
await once(process, 'SIGTERM');
await app.http.stop();
await stops.run();
await close();
rmSync(dataDir, { recursive: true, force: true });
process.exit(0);
