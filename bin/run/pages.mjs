import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { environment } from './hand-over.mjs';

/** All that pages may import (see the rule over imports), and what builds them. */
const COMMON = ['package.json', 'package-lock.json', 'src/shared', 'src/kernel/contract'];
const WEB = { stamp: 'dist/web/.stamp', build: [], sources: [...COMMON, 'index.html', 'vite.config.ts', 'public', 'src/web'] };
const PLAYER = {
  stamp: 'dist/player/.stamp',
  build: ['--config', 'vite.player.config.ts'],
  sources: [...COMMON, 'vite.player.config.ts', 'src/player'],
};
const ROOMS = ['web', 'contract', 'domain'];

/** Builds the pages when a source of theirs changed since the last build: the console's, and the one that its demo's player shows. */
export function ensurePages(node) {
  ensureBuilt(node, WEB);
  ensureBuilt(node, PLAYER);
}

/** The page that a player shows, with that for a trial. */
export const ensurePlayerPage = (node) => ensureBuilt(node, PLAYER);

function ensureBuilt(node, { stamp, build, sources }) {
  const wanted = hashOf(sources);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  console.error('Building the pages.');
  const { status } = spawnSync(node, ['node_modules/.bin/vite', 'build', ...build, '--logLevel', 'warn'], {
    stdio: 'inherit',
    env: environment(node),
  });
  if (status !== 0) process.exit(1);
  writeFileSync(stamp, wanted);
}

/** Of contents, not of times: a fresh checkout or a copied folder must not look changed. A few milliseconds for all of them. */
function hashOf(sources) {
  const modules = readdirSync('src/modules').flatMap((name) => ROOMS.map((room) => join('src/modules', name, room)));
  const hash = createHash('sha256');
  for (const file of [...sources, ...modules].flatMap(filesIn)) hash.update(file).update('\0').update(readFileSync(file)).update('\0');
  return hash.digest('hex');
}

/** The file itself, or all below a folder in a steady order; tests are no part of pages. */
function filesIn(path) {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return [];
  if (!stats.isDirectory()) return [path];
  return readdirSync(path)
    .sort()
    .filter((name) => !/\.test\.tsx?$/.test(name))
    .flatMap((name) => filesIn(join(path, name)));
}
