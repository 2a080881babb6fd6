import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { parseReport } from '../../src/modules/servers/domain/report.ts';
import { askApt, asNobody } from './apt.ts';
import { Host, has } from './host.ts';

const host = new Host();
afterAll(() => host.remove());

// Under CI a missing apt fails the test: there the machine is one that we chose.
const withApt = has('apt-get') || process.env['CI'] === 'true' ? test : test.skip;
const leftOut = has('apt-get') ? '' : ' (left out: this machine has no apt)';

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

    const { upgradable, simulated, security } = askApt();

    expect(packageManager).toBe('apt');
    if (inventory.state === 'error') throw new Error(inventory.because);
    const { packages } = inventory;
    const sorted = (names: readonly (string | undefined)[]) => [...names].sort();
    expect(sorted(packages.map(({ name }) => name))).toEqual(sorted(upgradable.map(({ name }) => name)));
    expect(sorted(packages.map(({ candidateVersion }) => candidateVersion))).toEqual(sorted(upgradable.map(({ version }) => version)));
    expect(packages.every(({ installedVersion }) => installedVersion !== null)).toBe(true);
    expect(sorted(packages.filter(({ isHeld }) => !isHeld).map(({ name }) => name))).toEqual(sorted(simulated));
    expect(new Set(packages.filter(({ isSecurity }) => isSecurity).map(({ name }) => name))).toEqual(security);
    if (inventory.state === 'ok') expect(inventory.pending).toBe(upgradable.length);
    expect(os?.id).toMatch(/^[a-z]+$/);
    expect(kernel).toBe(execFileSync('uname', ['-r'], { encoding: 'utf8' }).trim());
    expect(installedCount).toBeGreaterThan(10);
  },
  // apt reads all its lists anew for a user who may not keep a cache.
  120_000,
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
  120_000,
);
