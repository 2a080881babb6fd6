import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { consoleOn } from './console.ts';

// One process of role `web` on a database that others share. Its first line is where it listens; it ends at SIGTERM.
const dataDir = mkdtempSync(join(tmpdir(), 'caretaker-bench-'));
const { app, close } = await consoleOn({ url: process.env['BENCH_DATABASE_URL'] ?? '', dataDir, roles: new Set(['web']) });
const { port } = await app.http.listen({ host: '127.0.0.1', port: 0 });
console.log(`http://127.0.0.1:${port}`);
await once(process, 'SIGTERM');
await app.http.stop();
await close();
rmSync(dataDir, { recursive: true, force: true });
process.exit(0);
