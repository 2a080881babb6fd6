// `npm run dev`: the console restarts when its source changes, and the pages are replaced in the open browser.
// Both stop together.
import { spawn } from 'node:child_process';
import { createServer } from 'vite';

const port = process.env.CARETAKER_PORT || '8080';
const target = `http://127.0.0.1:${port}`;

const pages = await createServer({
  // All that the console itself serves; the rest are pages.
  server: {
    proxy: Object.fromEntries(
      ['/api', '/docs', '/redoc', '/openapi.json', '/healthz', '/readiness', '/metrics', '/agent'].map((path) => [path, { target }]),
    ),
  },
});
await pages.listen();
pages.printUrls();

const server = spawn(
  process.execPath,
  ['--watch', '--watch-preserve-output', 'src/main.ts', 'serve', '--announce', ...process.argv.slice(2)],
  {
    stdio: 'inherit',
  },
);

let stopping = false;
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    if (stopping) return;
    stopping = true;
    server.kill('SIGTERM');
  });
}

server.on('exit', async (code) => {
  await pages.close();
  process.exit(stopping ? 0 : (code ?? 1));
});
