// The tests of a check. A file that failed runs once more, alone: daemons, browsers and databases share two cores
// with each other, and a test that only fails in that crowd is told apart from one that fails. It is named in the
// summary either way, so that it is looked into.
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { relative } from 'node:path';

const REPORT = 'test-results/vitest.json';
/** More files than this are no chance. */
const MOST_FILES_AGAIN = 3;
const LONGEST_SECOND_RUN_MS = 4 * 60_000;

/** @param run (program, args, {environment, timeout}) => exit status; `missing` names the programs whose tests are left out. */
export function runTests(run, missing) {
  const environment = { CHECK_MISSING: missing.join(',') };
  const first = once(run, [], { environment });
  const files = [...new Set(first.failures.map(({ file }) => file))];
  if (first.status === 0 || files.length === 0 || files.length > MOST_FILES_AGAIN || files.includes(''))
    return outcome(first, first.failures, []);

  console.log(`\n— once more, alone: ${files.join(', ')}`);
  const second = once(run, ['--no-file-parallelism', ...files], { environment, timeout: LONGEST_SECOND_RUN_MS });
  const stillFails = second.status === 0 ? second.failures : atLeastOne(second.failures);
  if (stillFails.length > 0) return outcome(first, first.failures, []);
  return outcome({ ...first, status: 0, passed: first.passed + first.failures.length }, [], first.failures);
}

function once(run, args, options) {
  mkdirSync('test-results', { recursive: true });
  rmSync(REPORT, { force: true });
  const status = run('vitest', ['run', '--reporter=default', '--reporter=json', ...args], options);
  return { status, ...readReport() };
}

/** A run that failed without naming a failed test (it crashed, a file could not be loaded) counts as one failure at least. */
function outcome(result, failures, passedAlone) {
  const named = result.status === 0 ? failures : atLeastOne(failures);
  return {
    name: 'tests',
    passed: result.passed,
    failed: named.length,
    remarks: [
      ...named.map((failure) => `failed: ${inOneLine(failure)}`),
      ...passedAlone.map((failure) => `failed beside others, passed alone: ${inOneLine(failure)}`),
    ],
  };
}

function atLeastOne(failures) {
  return failures.length > 0 ? failures : [{ file: '', test: 'vitest itself', message: 'ended without naming a failed test' }];
}

function inOneLine({ file, test, message }) {
  return `${[file, test].filter((part) => part !== '').join(' › ')}: ${message.split('\n').slice(0, 2).join(' ').slice(0, 300)}`;
}

function readReport() {
  try {
    const { numPassedTests, testResults } = JSON.parse(readFileSync(REPORT, 'utf8'));
    return { passed: numPassedTests, failures: testResults.flatMap(failuresOf) };
  } catch {
    return { passed: 0, failures: [{ file: '', test: 'vitest itself', message: 'ended before it could report' }] };
  }
}

function failuresOf({ name, status, message, assertionResults }) {
  const file = relative(process.cwd(), name);
  const tests = assertionResults
    .filter((result) => result.status === 'failed')
    .map(({ fullName, failureMessages }) => ({ file, test: fullName, message: failureMessages[0] ?? '' }));
  return status === 'failed' && tests.length === 0 ? [{ file, test: 'the file', message: message ?? '' }] : tests;
}
