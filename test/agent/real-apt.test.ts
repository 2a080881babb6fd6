import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { parseReport } from '../../src/modules/servers/domain/report.ts';
import { Host, has } from './host.ts';

const host = new Host();
afterAll(() => host.remove());

// Under CI a missing apt fails the test: there the machine is one that we chose.
const withApt = has('apt-get') || process.env['CI'] === 'true' ? test : test.skip;
const leftOut = has('apt-get') ? '' : ' (left out: this machine has no apt)';

/** Runs as a user without rights; a test that is root steps down. */
function asNobody(command: readonly string[], env: Record<string, string> = {}): string {
  const stepDown = process.getuid?.() === 0 ? ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups', '--no-new-privs'] : [];
  const [program = 'sh', ...args] = [...stepDown, ...command];
  return execFileSync(program, args, {
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], LC_ALL: 'C', ...env },
    stdio: ['ignore', 'pipe', 'ignore'],
    maxBuffer: 2 ** 26,
  });
}

function reportOf(text: string) {
  const report = parseReport(text);
  if (!report.ok) throw new Error(report.code);
  return report.value;
}

withApt(
  `a user without rights reports what apt itself says${leftOut}`,
  () => {
    // Not the copy of a made-up host: the script as it is, where that user can read it.
    const script = join(host.root, 'as-it-is.sh');
    writeFileSync(script, execFileSync('cat', [new URL('../../agent/report.sh', import.meta.url).pathname], { encoding: 'utf8' }), {
      mode: 0o644,
    });
    const { inventory, os, packageManager, kernel, installedCount } = reportOf(asNobody(['sh', script, '--dry-run']));

    const listed = asNobody(['apt', 'list', '--upgradable'])
      .split('\n')
      .filter((line) => line.includes('upgradable from'));
    const simulated = asNobody(['apt-get', '-s', '-o', 'Debug::NoLocking=1', 'dist-upgrade'])
      .split('\n')
      .filter((line) => /^Inst \S+ \[/.test(line));
    const secured = new Set([
      ...listed.filter((line) => /^\S*security/i.test(line.slice(line.indexOf('/')))).map((line) => line.split('/')[0]),
      ...simulated.filter((line) => /security/i.test(line.slice(line.indexOf('(')))).map((line) => line.split(' ')[1]?.split(':')[0]),
    ]);

    expect(packageManager).toBe('apt');
    if (inventory.state === 'error') throw new Error(inventory.because);
    const { packages } = inventory;
    const sorted = (names: readonly (string | undefined)[]) => [...names].sort();
    expect(sorted(packages.map(({ name }) => name))).toEqual(sorted(listed.map((line) => line.split('/')[0])));
    expect(sorted(packages.map(({ candidateVersion }) => candidateVersion))).toEqual(sorted(listed.map((line) => line.split(' ')[1])));
    expect(packages.every(({ installedVersion }) => installedVersion !== null)).toBe(true);
    expect(sorted(packages.filter(({ isHeld }) => !isHeld).map(({ name }) => name))).toEqual(
      sorted(simulated.map((line) => line.split(' ')[1]?.split(':')[0])),
    );
    expect(new Set(packages.filter(({ isSecurity }) => isSecurity).map(({ name }) => name))).toEqual(secured);
    if (inventory.state === 'ok') expect(inventory.pending).toBe(listed.length);
    expect(os?.id).toMatch(/^[a-z]+$/);
    expect(kernel).toBe(execFileSync('uname', ['-r'], { encoding: 'utf8' }).trim());
    expect(installedCount).toBeGreaterThan(10);
  },
  60_000,
);

withApt(
  `a host that never fetched package lists is not "fully patched"${leftOut}`,
  () => {
    for (const program of ['apt', 'apt-get', 'apt-mark', 'dpkg-query']) host.link(program);
    host.write('apt.conf', `Dir::State::lists "${host.root}/var/lib/apt/lists";\n`);
    const { code, stdout } = host.run(['--dry-run'], { APT_CONFIG: join(host.root, 'apt.conf') });
    expect(code).toBe(0);
    expect(stdout).toContain('\nPM-RC: 0\n');
    expect(reportOf(stdout).inventory).toMatchObject({ state: 'stale-lists', pending: null, pendingSecurity: null, packages: [] });
  },
  60_000,
);
