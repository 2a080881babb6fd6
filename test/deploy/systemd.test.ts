import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { env } from '../../src/kernel/config/env.ts';
import { testNeeding } from '../needs.ts';
import { PROJECT, readDeployed, said, scratch } from './files.ts';

const UNITS = [
  ['caretaker.service', 'caretaker.service'],
  ['caretaker@.service', 'caretaker@web1.service'],
] as const;

/** The unit as it would be installed, with this clone in place of /opt/caretaker. */
function installed(file: string, as: string): string {
  const folder = scratch();
  mkdirSync(folder, { recursive: true });
  const path = join(folder, as);
  writeFileSync(path, readDeployed(`systemd/${file}`).replaceAll('/opt/caretaker/', PROJECT));
  return path;
}

for (const [file, as] of UNITS) {
  testNeeding('systemd', `${file} is a unit that systemd reads without a word`, () => {
    expect(said('systemd-analyze', ['verify', '--man=no', installed(file, as)])).toBe('');
  });

  testNeeding('systemd', `${file} exposes little: 2.0 of 10 at most`, () => {
    // Exits with an error above the threshold, which is in tenths.
    said('systemd-analyze', ['security', '--offline=true', '--threshold=20', '--no-pager', installed(file, as)]);
  });
}

testNeeding('systemd', 'caretaker-player.service is a unit that systemd reads without a word', () => {
  // Its helper and its user are where it is installed.
  const unit = readDeployed('systemd/caretaker-player.service').replaceAll('/opt/caretaker/', PROJECT).replace('User=kiosk', 'User=root');
  const folder = scratch();
  mkdirSync(folder, { recursive: true });
  const path = join(folder, 'caretaker-player.service');
  writeFileSync(path, unit);
  expect(said('systemd-analyze', ['verify', '--man=no', path])).toBe('');
});

test('both units keep the same things from the console', () => {
  const guards = ([file]: (typeof UNITS)[number]) => readDeployed(`systemd/${file}`).split('# What it cannot do.')[1];
  expect(guards(UNITS[0])).toBe(guards(UNITS[1]));
});

test('units set variables that there are', () => {
  for (const [file] of UNITS) {
    const named = [...readDeployed(`systemd/${file}`).matchAll(/CARETAKER_\w+/g)].map(([name]) => name.replace(/_FILE$/, ''));
    expect(named.filter((name) => !(name in env))).toEqual([]);
  }
});
