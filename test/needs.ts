import { describe, test } from 'vitest';

/** Programs that `npm run check` looked for and could not install here; under CI their absence fails the check itself. */
const missing = new Set((process.env['CHECK_MISSING'] ?? '').split(',').filter((name) => name !== ''));

/** Whether what needs this program is left out. */
export const isMissing = (program: string): boolean => missing.has(program);

/** A test that needs a program from outside npm; where `npm run check` found it missing, the report names the test and the reason. */
export function testNeeding(
  program: 'caddy' | 'chromium' | 'fail2ban' | 'mosquitto' | 'nginx-light' | 'openssh-server' | 'postgresql' | 'python3-yaml' | 'systemd',
  name: string,
  run: () => Promise<void> | void,
  timeoutMs?: number,
): void {
  if (missing.has(program)) test.skip(`${name} (left out: ${program} is not installed)`, () => {});
  else test(name, run, timeoutMs);
}

/** The same for all that stands within: where one of the programs is missing, nothing of it is run, its preparations neither. */
export function describeNeeding(programs: readonly string[], name: string, body: () => void): void {
  const absent = programs.filter((program) => missing.has(program));
  if (absent.length > 0) describe.skip(`${name} (left out: ${absent.join(', ')} not installed)`, body);
  else describe(name, body);
}
