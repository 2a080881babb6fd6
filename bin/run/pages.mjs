import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { environment } from './hand-over.mjs';

const STAMP = 'dist/web/.stamp';

/** All that pages may import (see the rule over imports), and what builds them. */
const SOURCES = [
  'index.html',
  'vite.config.ts',
  'package.json',
  'package-lock.json',
  'public',
  'src/web',
  'src/shared',
  'src/kernel/contract',
];
const ROOMS = ['web', 'contract', 'domain'];

/** Builds the pages when a source of theirs changed since the last build. */
export function ensurePages(node) {
  const wanted = hashOfSources();
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === wanted) return;
  console.error('Building the pages.');
  const { status } = spawnSync(node, ['node_modules/.bin/vite', 'build', '--logLevel', 'warn'], {
    stdio: 'inherit',
    env: environment(node),
  });
  if (status !== 0) process.exit(1);
  writeFileSync(STAMP, wanted);
}

/** Of contents, not of times: a fresh checkout or a copied folder must not look changed. A few milliseconds for all of them. */
function hashOfSources() {
  const modules = readdirSync('src/modules').flatMap((name) => ROOMS.map((room) => join('src/modules', name, room)));
  const hash = createHash('sha256');
  for (const file of [...SOURCES, ...modules].flatMap(filesIn)) hash.update(file).update('\0').update(readFileSync(file)).update('\0');
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
