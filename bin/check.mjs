// `npm run check`: everything that must hold before a change is good. Its last line is `N passed, N failed`:
// the tests by their number, each other check as one.
import { spawnSync } from 'node:child_process';
import { globSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { isOnPath, provideNeeds } from './check/needs.mjs';

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
results.push(tests(missing));

const passed = results.reduce((sum, result) => sum + result.passed, 0);
const failed = results.reduce((sum, result) => sum + result.failed, 0);
console.log('\nSummary');
for (const { name, ...counts } of results)
  console.log(`  ${counts.failed === 0 ? 'ok    ' : 'FAILED'} ${name} (${counts.passed} passed, ${counts.failed} failed)`);
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

function run(program, args, environment = {}) {
  const startedAt = performance.now();
  const { status, error } = spawnSync(program, args, { stdio: 'inherit', env: { ...process.env, ...environment } });
  if (error !== undefined) console.error(`${program}: ${error.message}`);
  console.log(`  (${((performance.now() - startedAt) / 1000).toFixed(1)} s)`);
  return status;
}

/** A run that failed without naming a failed test (it crashed, a file could not be loaded) counts as one failure at least. */
function tests(names) {
  const name = 'tests';
  console.log(`\n— ${name}`);
  mkdirSync('test-results', { recursive: true });
  const report = 'test-results/vitest.json';
  rmSync(report, { force: true });
  const status = run('vitest', ['run', '--reporter=default', '--reporter=json'], { CHECK_MISSING: names.join(',') });
  const { passed, failed } = countsIn(report);
  return { name, passed, failed: status === 0 ? failed : Math.max(1, failed) };
}

function countsIn(report) {
  try {
    const { numPassedTests, testResults } = JSON.parse(readFileSync(report, 'utf8'));
    const failures = testResults.map(({ status, assertionResults }) => {
      const tests = assertionResults.filter((result) => result.status === 'failed').length;
      return status === 'failed' ? Math.max(1, tests) : tests;
    });
    return { passed: numPassedTests, failed: failures.reduce((sum, count) => sum + count, 0) };
  } catch {
    return { passed: 0, failed: 1 }; // vitest ended before it could report
  }
}
