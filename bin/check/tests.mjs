// The tests of a check. A file that failed runs once more, alone, which changes nothing of the verdict: daemons,
// browsers and databases share two cores with each other, and whoever looks for the cause wants to know whether it
// fails in that crowd only.
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { relative } from 'node:path';

const REPORT = 'test-results/vitest.json';
/** More files than this are no chance. */
const MOST_FILES_AGAIN = 3;
const LONGEST_SECOND_RUN_MS = 2 * 60_000;

/** @param run (program, args, {environment, timeout}) => exit status; `missing` names the programs whose tests are left out. */
export function runTests(run, missing) {
  const environment = { CHECK_MISSING: missing.join(',') };
  const first = once(run, [], { environment });
  const files = [...new Set(first.failures.map(({ file }) => file))];
  if (first.status === 0 || files.length === 0 || files.length > MOST_FILES_AGAIN || files.includes(''))
    return outcome(first, first.failures, null);

  console.log(`\n— once more, alone: ${files.join(', ')}`);
  const second = once(run, ['--no-file-parallelism', ...files], { environment, timeout: LONGEST_SECOND_RUN_MS });
  return outcome(first, first.failures, second.status === 0 ? 'passed alone' : 'failed alone, too');
}

function once(run, args, options) {
  mkdirSync('test-results', { recursive: true });
  rmSync(REPORT, { force: true });
  const status = run('vitest', ['run', '--reporter=default', '--reporter=json', ...args], options);
  return { status, ...readReport() };
}

/** A run that failed without naming a failed test (it crashed, a file could not be loaded) counts as one failure at least. */
function outcome({ status, passed }, failures, secondRun) {
  const named = status === 0 ? failures : atLeastOne(failures);
  const remarks = named.map((failure) => `failed: ${inOneLine(failure)}`);
  return {
    name: 'tests',
    passed,
    failed: named.length,
    remarks: secondRun === null ? remarks : [...remarks, `the second run: ${secondRun}`],
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
