// `npm run check`: everything that must hold before a change is good. Its last line is `N passed, N failed`:
// the tests by their number, each other check as one.
import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { join } from 'node:path';
import { isOnPath, provideNeeds } from './check/needs.mjs';
import { runTests } from './check/tests.mjs';

process.chdir(join(import.meta.dirname, '..'));

const missing = provideNeeds();
const results = [programsOutsideNpm(missing)];

for (const project of globSync('tsconfig.*.json').sort()) {
  if (project !== 'tsconfig.base.json') results.push(check(`types (${project})`, 'tsc', ['-p', project]));
}
results.push(check('format and lint', 'biome', ['ci', '--error-on-warnings']));
results.push(check('unused code and dependencies', 'knip', []));
if (isOnPath('shellcheck')) results.push(check('shell scripts', 'shellcheck', [...globSync(['agent/*.sh', 'deploy/*.sh']), '.ci/run']));
results.push(check('build of the pages', 'vite', ['build', '--logLevel', 'warn']));
results.push(check('build of the page of players', 'vite', ['build', '--config', 'vite.player.config.ts', '--logLevel', 'warn']));
console.log('\n— tests');
results.push(runTests(run, missing));

const passed = results.reduce((sum, result) => sum + result.passed, 0);
const failed = results.reduce((sum, result) => sum + result.failed, 0);
console.log('\nSummary');
for (const { name, remarks = [], ...counts } of results) {
  console.log(`  ${counts.failed === 0 ? 'ok    ' : 'FAILED'} ${name} (${counts.passed} passed, ${counts.failed} failed)`);
  for (const remark of remarks) console.log(`         ${remark}`);
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

/** Where nobody looks at what was left out (CI), a missing program is a failure; elsewhere the tests that need it say so by name. */
function programsOutsideNpm(names) {
  const name = 'programs the tests need';
  if (names.length === 0) return { name, passed: 1, failed: 0 };
  console.log(`Not installed: ${names.join(', ')}. Tests that need them are left out by name; install them to run everything.`);
  return { name, passed: process.env.CI ? 0 : 1, failed: process.env.CI ? 1 : 0 };
}

function check(name, program, args) {
  console.log(`\n— ${name}`);
  const passed = run(program, args) === 0;
  return { name, passed: passed ? 1 : 0, failed: passed ? 0 : 1 };
}

function run(program, args, { environment = {}, timeout } = {}) {
  const startedAt = performance.now();
  const { status, error } = spawnSync(program, args, { stdio: 'inherit', timeout, env: { ...process.env, ...environment } });
  if (error !== undefined) console.error(`${program}: ${error.message}`);
  console.log(`  (${((performance.now() - startedAt) / 1000).toFixed(1)} s)`);
  return status;
}
