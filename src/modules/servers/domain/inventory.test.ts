import { describe, expect, test } from 'vitest';
import { aptReport, read, reportOf, SENT_AT } from './testing.ts';

const HOUR = 3_600;
const inventoryOf = (text: string) => read(text).inventory;

describe('apt', () => {
  test('packages, versions and origins', () => {
    const text = aptReport(
      'INST: libgcrypt20 [1.10.1-3] (1.10.1-3+deb12u1 Debian:12.15/oldstable, Debian-Security:12/oldstable-security [amd64]) []',
      'INST: tzdata [2024a] (2025b Debian:12.15/oldstable [all])',
      'UPG: libgcrypt20/oldstable,oldstable-security 1.10.1-3+deb12u1 amd64 [upgradable from: 1.10.1-3]',
      'UPG: tzdata/oldstable 2025b all [upgradable from: 2024a]',
    );
    expect(inventoryOf(text)).toEqual({
      state: 'ok',
      pending: 2,
      pendingSecurity: 1,
      packages: [
        {
          name: 'libgcrypt20',
          architecture: 'amd64',
          installedVersion: '1.10.1-3',
          candidateVersion: '1.10.1-3+deb12u1',
          isSecurity: true,
          origin: 'Debian:12.15/oldstable, Debian-Security:12/oldstable-security',
          isHeld: false,
        },
        {
          name: 'tzdata',
          architecture: 'all',
          installedVersion: '2024a',
          candidateVersion: '2025b',
          isSecurity: false,
          origin: 'Debian:12.15/oldstable',
          isHeld: false,
        },
      ],
    });
  });

  test.each(['libapache2-mod-security2', 'modsecurity-crs', 'debian-security-support'])('%s is no security update by its name', (name) => {
    const text = aptReport(`INST: ${name} [1] (2 Debian:12.15/oldstable [all])`, `UPG: ${name}/oldstable 2 all [upgradable from: 1]`);
    expect(inventoryOf(text)).toMatchObject({ pending: 1, pendingSecurity: 0 });
  });

  test('Ubuntu’s security suite counts, its other suites do not', () => {
    const text = aptReport(
      'INST: openssl [3.0.2-0ubuntu1.15] (3.0.2-0ubuntu1.16 Ubuntu:22.04/jammy-updates, Ubuntu:22.04/jammy-security [amd64])',
      'INST: vim [2:8.2.1] (2:8.2.2 Ubuntu:22.04/jammy-updates [amd64])',
    );
    expect(inventoryOf(text)).toMatchObject({ pending: 2, pendingSecurity: 1 });
  });

  test('Raspbian has no security suite: the class is unknown, not none', () => {
    const upgrade = 'INST: openssl [1] (2 Raspbian:12/stable [armhf])';
    const inventory = inventoryOf(aptReport(upgrade).replace('OS: debian|', 'OS: raspbian|'));
    expect(inventory).toMatchObject({ pending: 1, pendingSecurity: null, packages: [{ isSecurity: null }] });
    expect(inventoryOf(aptReport(upgrade))).toMatchObject({ pendingSecurity: null });
  });

  test('a package listed but not in the simulation is held back', () => {
    const text = aptReport('UPG: snapd/jammy-updates 2.63 amd64 [upgradable from: 2.62]');
    expect(inventoryOf(text)).toMatchObject({ pending: 1, packages: [{ name: 'snapd', isHeld: true, isSecurity: false }] });
  });

  test('a package that comes along anew is not pending', () => {
    const text = aptReport('INST: linux-image-6.1.0-29-amd64 (6.1.123-1 Debian-Security:12/oldstable-security [amd64])');
    expect(inventoryOf(text)).toMatchObject({ pending: 0, pendingSecurity: 0 });
  });

  test('another architecture is another package', () => {
    const text = aptReport(
      'INST: libc6 [1] (2 Debian:12/stable [amd64])',
      'INST: libc6:i386 [1] (2 Debian:12/stable [i386])',
      'UPG: libc6/stable 2 amd64 [upgradable from: 1]',
      'UPG: libc6/stable 2 i386 [upgradable from: 1]',
    );
    expect(inventoryOf(text)).toMatchObject({ pending: 2, packages: [{ isHeld: false }, { isHeld: false }] });
  });

  test('a package without any origin is still pending', () => {
    expect(inventoryOf(aptReport('INST: own [1] (2 [amd64])'))).toMatchObject({ pending: 1, packages: [{ origin: '' }] });
  });
});

describe('what a list is worth', () => {
  test.each([
    ['no lists', `LISTS-MTIME: |${SENT_AT}`, 'LISTS-COUNT: 0'],
    ['lists of 48 h and a second', `LISTS-MTIME: ${SENT_AT - 49 * HOUR}|${SENT_AT - 48 * HOUR - 1}`, 'LISTS-COUNT: 3'],
    ['lists without a date', 'LISTS-MTIME: |', 'LISTS-COUNT: 3'],
  ])('%s: stale, and "none pending" is unknown', (_what, mtime, count) => {
    const stale = (...more: string[]) => inventoryOf(reportOf(['PM: apt', mtime, count, 'PM-RC: 0', ...more]));
    expect(stale()).toMatchObject({ state: 'stale-lists', pending: null, pendingSecurity: null });
    expect(stale('INST: a [1] (2 Debian:12/stable [all])')).toMatchObject({ state: 'stale-lists', pending: 1, pendingSecurity: null });
  });

  test('48 hours to the second are fresh, by either stamp', () => {
    expect(inventoryOf(reportOf(['PM: apt', `LISTS-MTIME: ${SENT_AT - 48 * HOUR}|1`, 'LISTS-COUNT: 3', 'PM-RC: 0']))).toMatchObject({
      state: 'ok',
      pending: 0,
      pendingSecurity: 0,
    });
  });

  test.each([
    ['apt', '100'],
    ['dnf', '1'],
    ['apk', '1'],
    ['pacman', '2'],
    ['apt', ''],
  ])('%s ending with %j: an error, and no list', (manager, exit) => {
    expect(inventoryOf(reportOf([`PM: ${manager}`, `PM-RC: ${exit}`]))).toMatchObject({ state: 'error' });
  });

  test('the error is told in the tool’s own words', () => {
    const text = reportOf(['PM: apt', 'PM-RC: 100', 'PM-ERROR: E: The package foo needs to be reinstalled.', 'PM-ERROR: E: Broken.']);
    expect(inventoryOf(text)).toEqual({ state: 'error', because: 'E: The package foo needs to be reinstalled. E: Broken.' });
  });

  test.each([
    ['apt', 'UPG: curl oldstable 7.88 amd64 upgradable from 7.87'],
    ['apt', 'INST: curl (7.88) replaces (7.87)'],
    ['apk', 'UPG: busybox 1.36 upgradable from 1.35'],
    ['pacman', 'UPG: linux 6.11 became 6.12'],
  ])('%s lists updates in an unknown way (%s): an error, never "nothing pending"', (manager, line) => {
    const text = reportOf([`PM: ${manager}`, `LISTS-MTIME: ${SENT_AT}`, 'LISTS-COUNT: 3', 'PM-RC: 0', line]);
    expect(inventoryOf(text)).toEqual({ state: 'error', because: `${manager} lists updates that cannot be read` });
  });

  test('no package manager is an error, never "nothing pending"', () => {
    expect(inventoryOf(reportOf(['PM: none']))).toMatchObject({ state: 'error' });
  });
});

describe('dnf', () => {
  const dnf = (...lines: string[]) => reportOf(['OS: rocky|9.4|', 'PM: dnf', 'PM-RC: 100', 'LISTS-COUNT: 3', ...lines]);

  test('packages, installed versions, security by advisory', () => {
    const text = dnf(
      'UPG: curl.x86_64                    7.76.1-29.el9_4.1                baseos',
      'UPG: python3.11-libs.x86_64         3.11.7-1.el9_4.6                 appstream',
      'SEC-RC: 100',
      'SEC: curl.x86_64                    7.76.1-29.el9_4.1                baseos',
      'HAVE: curl.x86_64 7.76.1-26.el9_3.3',
      'HAVE: package python3.11-libs is not installed',
    );
    expect(inventoryOf(text)).toMatchObject({
      state: 'ok',
      pending: 2,
      pendingSecurity: 1,
      packages: [
        { name: 'curl', architecture: 'x86_64', installedVersion: '7.76.1-26.el9_3.3', isSecurity: true, origin: 'baseos' },
        { name: 'python3.11-libs', installedVersion: null, isSecurity: false },
      ],
    });
  });

  test('banners are no packages', () => {
    const text = dnf(
      'UPG: Updating Subscription Management repositories.',
      'UPG: Last metadata expiration',
      'UPG: repositories. are updated now',
      'SEC-RC: 0',
    );
    expect(inventoryOf(text)).toMatchObject({ pending: 0, pendingSecurity: 0 });
  });

  test.each([
    ['the advisories could not be read', 'rocky|9.4|', '1'],
    ['CentOS Stream publishes none', 'centos|9|', '0'],
  ])('%s: security unknown', (_what, os, exit) => {
    const text = dnf('UPG: curl.x86_64 7.76.1-29.el9 baseos', `SEC-RC: ${exit}`).replace('rocky|9.4|', os);
    expect(inventoryOf(text)).toMatchObject({ pending: 1, pendingSecurity: null });
  });
});

test('apk: names with hyphens and digits', () => {
  const text = reportOf([
    'PM: apk',
    'PM-RC: 0',
    'LISTS-COUNT: 2',
    `LISTS-MTIME: ${SENT_AT}`,
    'UPG: busybox-1.36.1-r5 x86_64 {busybox} (GPL-2.0-only) [upgradable from: busybox-1.36.1-r2]',
    'UPG: py3-setuptools-70.3.0-r0 x86_64 {py3-setuptools} (MIT) [upgradable from: py3-setuptools-68.2.2-r0]',
  ]);
  expect(inventoryOf(text)).toMatchObject({
    pending: 2,
    pendingSecurity: null,
    packages: [
      { name: 'busybox', architecture: 'x86_64', installedVersion: '1.36.1-r2', candidateVersion: '1.36.1-r5' },
      { name: 'py3-setuptools', installedVersion: '68.2.2-r0', candidateVersion: '70.3.0-r0' },
    ],
  });
});

test('pacman: ignored packages are held', () => {
  const text = reportOf([
    'PM: pacman',
    'PM-RC: 0',
    'LISTS-COUNT: 2',
    `LISTS-MTIME: ${SENT_AT}`,
    'UPG: linux 6.11.5.arch1-1 -> 6.11.6.arch1-1',
    'UPG: postgresql 16.4-1 -> 17.0-1 [ignored]',
  ]);
  expect(inventoryOf(text)).toMatchObject({ pending: 2, pendingSecurity: null, packages: [{ isHeld: false }, { isHeld: true }] });
});
