import { globSync, readFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { expect, test } from 'vitest';

/**
 * Who may import whom, as docs/architecture.md says it. A room is a folder (or file) pattern below src;
 * `own` stands for the same module, `other` for another one.
 */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  shared: ['shared'],
  'kernel/contract': ['shared', 'kernel/contract'],
  kernel: ['shared', 'kernel/contract', 'kernel'],
  'module/domain': ['shared', 'own/domain'],
  'module/contract': ['shared', 'kernel/contract', 'own/domain', 'own/contract', 'other/contract'],
  'module/store': ['shared', 'kernel', 'kernel/contract', 'own/domain', 'own/store'],
  'module/migrations': ['kernel'],
  'module/actions': [
    'shared',
    'kernel',
    'kernel/contract',
    'own/domain',
    'own/contract',
    'own/store',
    'own/devices',
    'own/actions',
    'other/contract',
  ],
  'module/devices': ['shared', 'kernel', 'kernel/contract', 'own/domain', 'own/devices'],
  'module/http': ['shared', 'kernel', 'kernel/contract', 'own/domain', 'own/contract', 'own/actions', 'own/http'],
  'module/ingest': ['shared', 'kernel', 'kernel/contract', 'own/domain', 'own/contract', 'own/actions', 'own/ingest'],
  'module/jobs': ['shared', 'kernel', 'kernel/contract', 'own/domain', 'own/contract', 'own/actions', 'own/jobs'],
  'module/web': ['shared', 'kernel/contract', 'web/kit', 'web/api', 'web/module', 'own/domain', 'own/contract', 'own/web'],
  'module/entry': [
    'shared',
    'kernel',
    'kernel/contract',
    'own/domain',
    'own/contract',
    'own/store',
    'own/actions',
    'own/devices',
    'own/http',
    'own/ingest',
    'own/jobs',
  ],
  'web/kit': ['shared', 'kernel/contract', 'web/kit', 'web/api'],
  'web/api': ['shared', 'kernel/contract', 'web/api'],
  'web/module': ['shared', 'kernel/contract', 'web/kit', 'web/api'],
  // The list of modules is the pages' composition root: it alone reaches into modules, at their one entry.
  'web/modules': ['web/module', 'other/web', 'demo/web'],
  web: ['shared', 'kernel/contract', 'web', 'web/kit', 'web/api', 'web/module', 'web/modules'],
  // The demo drives public contracts; the kernel gives it the form of a module.
  'demo/contract': ['shared', 'kernel/contract', 'demo/contract'],
  'demo/web': ['shared', 'kernel/contract', 'web/kit', 'web/api', 'web/module', 'demo/contract', 'demo/web'],
  demo: ['shared', 'kernel', 'kernel/contract', 'other/contract', 'demo/contract', 'demo', 'player'],
  // A program of its own, on other people's screens: it knows the wire contract and nothing of the console's inside.
  player: ['shared', 'other/contract', 'player'],
  // The composition root and the command line wire everything.
  wiring: ['shared', 'kernel', 'kernel/contract', 'other/entry', 'demo', 'wiring'],
};

interface Room {
  readonly name: string;
  readonly module: string | null;
}

/** The room of a file given relative to src, with forward slashes. */
function roomOf(path: string): Room {
  const inModule = /^modules\/([^/]+)\/(.+)$/.exec(path);
  if (inModule !== null) {
    const [, module = '', rest = ''] = inModule;
    return { name: rest.includes('/') ? `module/${rest.split('/', 1)[0]}` : 'module/entry', module };
  }
  const named = ['shared/', 'kernel/contract/', 'kernel/', 'web/kit/', 'web/api/', 'demo/contract/', 'demo/web/', 'demo/', 'player/'].find(
    (prefix) => path.startsWith(prefix),
  );
  if (named !== undefined) return { name: named.slice(0, -1), module: null };
  if (path === 'web/module.ts') return { name: 'web/module', module: null };
  if (path === 'web/modules.ts') return { name: 'web/modules', module: null };
  return { name: path.startsWith('web/') ? 'web' : 'wiring', module: null };
}

/** How the rule names the target, seen from `from`. */
function nameFrom(from: Room, to: Room): string {
  const room = to.name.replace(/^module\//, '');
  if (to.module === null) return to.name;
  return to.module === from.module ? `own/${room}` : `other/${room}`;
}

const IMPORT =
  /(?:^|\n)\s*(?:import|export)\s[^'"]*?from\s*['"](\.[^'"]+)['"]|import\s*\(\s*['"](\.[^'"]+)['"]\s*\)|(?:^|\n)\s*import\s+['"](\.[^'"]+)['"]/g;

/** Sentences for every import that the rule does not allow. */
function breachesOf(path: string, text: string): string[] {
  const from = roomOf(path);
  const allowed = ALLOWED[from.name];
  if (allowed === undefined) return [`${path}: "${from.name}" is no room of the architecture`];
  return [...text.matchAll(IMPORT)]
    .map((match) => match[1] ?? match[2] ?? match[3] ?? '')
    .map((specifier) => relative('src', resolve('src', dirname(path), specifier)).replaceAll('\\', '/'))
    .filter((target) => !target.startsWith('..') && /\.tsx?$/.test(target))
    .filter((target) => !allowed.includes(nameFrom(from, roomOf(target))))
    .map((target) => `${path} → ${target}`);
}

const isTest = (path: string): boolean => /\.test\.tsx?$/.test(path) || path.includes('/testing/');
const sources = globSync('**/*.{ts,tsx}', { cwd: 'src' }).map((path) => path.replaceAll('\\', '/'));

test('every import stays within the rule', () => {
  const breaches = sources.filter((path) => !isTest(path)).flatMap((path) => breachesOf(path, readFileSync(resolve('src', path), 'utf8')));
  expect(breaches).toEqual([]);
});

test.each([
  ['a rule that imports the kernel', 'modules/servers/domain/x.ts', "import { a } from '../../../kernel/db/database.ts';"],
  ['a page that imports a store', 'modules/servers/web/x.tsx', "import { a } from '../store/servers.ts';"],
  ['the kernel importing a module', 'kernel/http/x.ts', "import type { a } from '../../modules/servers/contract/routes.ts';"],
  ['a module importing the inside of another', 'modules/bans/actions/x.ts', "import { a } from '../../servers/store/servers.ts';"],
  ['shared importing anything', 'shared/x.ts', "export { a } from '../kernel/contract/page.ts';"],
])('%s is caught', (_what, path, text) => {
  expect(breachesOf(path, text)).toHaveLength(1);
});

test('third-party widgets enter the pages only under web/kit and the shell', () => {
  const widgets = /from '(@mantine\/(?!core|hooks)[^']+|@tanstack\/react-virtual)'/;
  const offenders = sources
    .filter((path) => /^modules\/[^/]+\/web\//.test(path) && !isTest(path))
    .filter((path) => widgets.test(readFileSync(resolve('src', path), 'utf8')));
  expect(offenders).toEqual([]);
});
