import { utimesSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type HostReport, parseReport } from '../../src/modules/servers/domain/report.ts';
import { Host, has, recorded } from './host.ts';

const shells = [['sh'], ['bash', '--posix'], ['dash'], ['busybox', 'sh']].filter(([shell = '']) => has(shell));

describe.each(shells)('under %s %s', (...shell) => {
  let host: Host;

  beforeEach(() => {
    host = new Host(shell.filter((part) => part !== undefined));
  });
  afterEach(() => host.remove());

  function report(): HostReport {
    const outcome = host.run(['--dry-run']);
    expect(outcome).toMatchObject({ code: 0, stderr: '' });
    const parsed = parseReport(outcome.stdout);
    if (!parsed.ok) throw new Error(`${parsed.code} ${JSON.stringify(parsed.params)}\n${outcome.stdout}`);
    return parsed.value;
  }

  test('a host without a package manager says so, and nothing is left behind', () => {
    host.write('etc/os-release', 'ID=nixos\nVERSION_ID="24.05"\n');
    const read = report();
    expect(read).toMatchObject({ agentVersion: '1.1.0', intervalSeconds: 3_600, inventory: { state: 'error' }, os: { id: 'nixos' } });
    expect(Math.abs(read.sentAt.epochMilliseconds - Date.now())).toBeLessThan(60_000);
    expect(host.run(['--dry-run']).stdout).toMatch(/\nEND: \d+\n$/);
  });

  function asRocky({ exit = 100, restarting = 'exit 1' } = {}): void {
    host.write('etc/os-release', 'ID="rocky"\nVERSION_ID="9.4"\n');
    host.write('check.txt', recorded('dnf-check-update.txt'));
    host.write('security.txt', recorded('dnf-check-update-security.txt'));
    host.fake(
      'dnf',
      `case "$*" in
  '-q check-update') cat ${host.root}/check.txt; ${exit === 1 ? 'echo "Error: Failed to download metadata" >&2;' : ''} exit ${exit} ;;
  '-q check-update --security') cat ${host.root}/security.txt; exit 100 ;;
  '-q repolist') printf 'repo id  repo name\\nbaseos  Rocky 9 BaseOS\\nappstream  Rocky 9 AppStream\\n' ;;
  'needs-restarting -r') ${restarting} ;;
esac`,
    );
    host.fake(
      'rpm',
      `case "$1" in -qa) echo curl; echo tzdata ;; *) echo 'curl.x86_64 7.76.1-26.el9_3.3'; echo 'package x is not installed' ;; esac`,
    );
  }

  test('dnf: updates, security by advisory, reboot', () => {
    asRocky();
    expect(report()).toMatchObject({
      packageManager: 'dnf',
      installedCount: 2,
      reboot: { required: 'yes', because: 'needs_restarting' },
      inventory: {
        state: 'ok',
        pending: 5,
        pendingSecurity: 2,
        packages: [
          { name: 'bind-libs', candidateVersion: '32:9.16.23-18.el9_4.6', isSecurity: true },
          { name: 'curl', installedVersion: '7.76.1-26.el9_3.3', isSecurity: true },
          { name: 'kernel', isSecurity: false },
          { name: 'python3.11-libs', architecture: 'x86_64' },
          { name: 'tzdata', architecture: 'noarch' },
        ],
      },
    });
  });

  test('dnf: a failure is an error in its own words', () => {
    asRocky({ exit: 1 });
    expect(report().inventory).toEqual({ state: 'error', because: 'Error: Failed to download metadata' });
  });

  test('dnf: without the plug-in nobody knows whether a reboot is needed', () => {
    asRocky({ restarting: 'echo "No such command: needs-restarting." >&2; exit 1' });
    expect(report().reboot.required).toBe('unknown');
  });

  test('apk: updates, fresh lists, and the kernel by its modules', () => {
    host.write('etc/os-release', 'ID=alpine\nVERSION_ID=3.20.3\n');
    host.write('list.txt', recorded('apk-list.txt'));
    host.write('var/cache/apk/APKINDEX.1a2b3c4d.tar.gz');
    host.write('boot/vmlinuz-lts');
    host.fake(
      'apk',
      `case "$*" in 'list --upgradable') echo 'WARNING: noise' >&2; cat ${host.root}/list.txt ;; info) echo busybox ;; esac`,
    );
    expect(report()).toMatchObject({
      packageManager: 'apk',
      os: { id: 'alpine', versionId: '3.20.3' },
      inventory: {
        state: 'ok',
        pending: 3,
        pendingSecurity: null,
        packages: [{ name: 'busybox' }, { name: 'linux-lts' }, { name: 'py3-setuptools' }],
      },
    });
  });

  test('apk: without lists "none pending" is unknown', () => {
    host.fake('apk', 'exit 0');
    expect(report().inventory).toMatchObject({ state: 'stale-lists', pending: null });
  });

  test('apk: lists of last week are stale', () => {
    host.fake('apk', 'exit 0');
    host.write('var/cache/apk/APKINDEX.1a2b3c4d.tar.gz');
    const lastWeek = Date.now() / 1_000 - 7 * 86_400;
    utimesSync(join(host.root, 'var/cache/apk/APKINDEX.1a2b3c4d.tar.gz'), lastWeek, lastWeek);
    expect(report().inventory).toMatchObject({ state: 'stale-lists', pending: null });
  });

  test('pacman: updates from the system’s lists', () => {
    host.write('list.txt', recorded('pacman-qu.txt'));
    host.write('var/lib/pacman/sync/core.db');
    host.fake('pacman', `case "$*" in '-Qu --color never') cat ${host.root}/list.txt ;; *) echo linux ;; esac`);
    expect(report().inventory).toMatchObject({
      state: 'ok',
      pending: 3,
      packages: [{ name: 'linux' }, { name: 'openssl' }, { isHeld: true }],
    });
  });

  test('pacman: nothing to upgrade ends with 1', () => {
    host.write('var/lib/pacman/sync/core.db');
    host.fake('pacman', 'exit 1');
    expect(report().inventory).toMatchObject({ state: 'ok', pending: 0, pendingSecurity: 0 });
  });

  test.each([
    [0, { state: 'ok', pending: 3 }],
    [2, { state: 'ok', pending: 0 }],
    [1, { state: 'error' }],
  ])('pacman: checkupdates ending with %s', (exit, inventory) => {
    host.write('list.txt', recorded('pacman-qu.txt'));
    host.fake('pacman', 'exit 0');
    host.fake('checkupdates', `[ ${exit} = 0 ] && cat ${host.root}/list.txt; exit ${exit}`);
    expect(report().inventory).toMatchObject(inventory);
  });

  test('apt: a failed simulation is an error in its own words', () => {
    host.fake('apt-get', "echo 'E: Unmet dependencies.' >&2; exit 100");
    host.fake('apt', 'exit 0');
    expect(report().inventory).toEqual({ state: 'error', because: 'E: Unmet dependencies.' });
  });

  test('the marker of a needed reboot, with its packages', () => {
    host.write('run/reboot-required');
    host.write('run/reboot-required.pkgs', 'linux-base\nlibc6\nlinux-base');
    expect(report()).toMatchObject({ reboot: { required: 'yes', because: 'marker' }, rebootPackages: ['libc6', 'linux-base'] });
  });

  test('installed kernels are told apart from the running one', () => {
    host.fake('uname', 'case $1 in -r) echo 6.1.0-28-amd64 ;; -n) echo web01 ;; *) echo x86_64 ;; esac');
    host.fake('systemd-detect-virt', 'echo none; exit 1');
    host.write('boot/vmlinuz-6.1.0-28-amd64');
    host.write('boot/vmlinuz-6.1.0-29-amd64');
    const read = report();
    expect(read.hostname).toBe('web01');
    expect(read.container).toBeNull();
    expect(read.reboot).toEqual({ required: 'yes', because: 'newer_kernel' });
  });

  test.each([
    ['docker', '.dockerenv', ''],
    ['podman', 'run/.containerenv', ''],
    ['lxc', 'run/systemd/container', 'lxc'],
    ['container', 'proc/1/cgroup', '0::/kubepods/besteffort/pod1\n'],
  ])('%s is seen by %s: whether a reboot is needed is unknown', (kind, path, text) => {
    host.folder(dirname(path));
    host.write(path, text);
    expect(report()).toMatchObject({ container: kind, reboot: { required: 'unknown', because: 'container' } });
  });

  test('a value with line ends stays on its line', () => {
    host.fake('uname', "printf 'web01\\nINST: evil [1] (2 x [all])\\n'");
    expect(report().hostname).toBe('web01 INST: evil [1] (2 x [all])');
  });
});
