import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLog } from '../src/kernel/log/log.ts';
import { createStops } from '../src/kernel/stops.ts';
import { consoleOn } from './console.ts';

// A whole console on a database that is there, with its work in the background. Its first line is where it listens; it ends at SIGTERM.
const dataDir = mkdtempSync(join(tmpdir(), 'caretaker-bench-'));
const stops = createStops(createLog({ level: 'error', format: 'pretty' }));
const { app, close } = await consoleOn({ url: process.env['BENCH_DATABASE_URL'] ?? '', dataDir });
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
