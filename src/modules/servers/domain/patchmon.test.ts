import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { updatesSeen } from './observed.ts';
import { type KnownHost, type PatchmonUpdate, readPatchmon } from './patchmon.ts';

const receivedAt = Temporal.Instant.from('2026-11-21T08:00:00Z');
const known: KnownHost = { kernel: '6.1.0-28-amd64', arch: 'x86_64', reboot: { required: 'yes', because: 'agent' } };
const read = (sent: PatchmonUpdate) => readPatchmon(sent, { machine: null, known, receivedAt });

const whole: PatchmonUpdate = {
  packages: [
    { name: 'bash', currentVersion: '5.2-1', needsUpdate: false },
    {
      name: 'curl',
      currentVersion: '7.88-1',
      availableVersion: '7.88-2',
      needsUpdate: true,
      isSecurityUpdate: true,
      sourceRepository: 'deb-sec',
    },
    { name: 'zlib', currentVersion: '1.2-1', availableVersion: '1.2-2', needsUpdate: true, isSecurityUpdate: false },
  ],
  repositories: [{ isEnabled: true }],
  ...{ osType: 'Ubuntu', osVersion: '22.04.5 LTS', hostname: 'web01', architecture: 'x86_64', agentVersion: '2.1.3' },
  ...{ kernelVersion: '6.8.0-50-generic', needsReboot: false, packageManager: 'apt' },
};

test('a whole report', () => {
  expect(read(whole)).toMatchObject({
    agentVersion: 'patchmon 2.1.3',
    sentAt: receivedAt,
    os: { id: 'ubuntu', versionId: '22.04' },
    kernel: '6.8.0-50-generic',
    packageManager: 'apt',
    reboot: { required: 'no' },
    inventory: {
      state: 'ok',
      pending: 2,
      pendingSecurity: 1,
      packages: [
        { name: 'curl', installedVersion: '7.88-1', candidateVersion: '7.88-2', isSecurity: true, origin: 'deb-sec' },
        { name: 'zlib', isSecurity: false },
      ],
    },
  });
});

describe('no data is never ok', () => {
  test.each([
    ['no list', { ...whole, packages: null }, 'error', undefined],
    ['an empty list', { ...whole, packages: [] }, 'error', undefined],
    ['nothing pending without a repository', { ...whole, packages: [{ name: 'bash' }], repositories: [] }, 'stale-lists', null],
    [
      'nothing pending, all repositories off',
      { ...whole, packages: [{ name: 'bash' }], repositories: [{ isEnabled: false }] },
      'stale-lists',
      null,
    ],
    ['something pending without a repository', { ...whole, repositories: null }, 'stale-lists', 2],
  ] as const)('%s', (_what, sent, state, pending) => {
    const inventory = read(sent)?.inventory;
    expect(inventory?.state).toBe(state);
    expect(inventory !== undefined && 'pending' in inventory ? inventory.pending : undefined).toBe(pending);
  });

  test('a reboot that nobody tells of is unknown', () => {
    const { needsReboot: _, ...silent } = whole;
    expect(read(silent)?.reboot.required).toBe('unknown');
  });
});

test('of some sections the rest stays as it was, whatever stands in its fields', () => {
  const partial = { ...whole, sections: ['packages', 'repos'], kernelVersion: '', needsReboot: false };
  expect(read(partial)).toMatchObject({ kernel: '6.1.0-28-amd64', reboot: { required: 'yes' }, inventory: { state: 'ok', pending: 2 } });
  expect(read({ ...whole, sections: ['interfaces'] })).toBeNull();
});

test('what is no longer pending was updated only if it is there in another version', () => {
  const before = read(whole)?.inventory;
  if (before === undefined || before.state === 'error') throw new Error('the list was not read');
  const pending = { packages: before.packages, packagesChangedAt: receivedAt };
  const later = receivedAt.add({ hours: 1 });
  const seen = (packages: PatchmonUpdate['packages']) => {
    const report = readPatchmon({ ...whole, packages }, { machine: null, known, receivedAt: later });
    return report === null ? null : updatesSeen(pending, report, later);
  };
  const bash = { name: 'bash', currentVersion: '5.2-1' };
  expect(seen([bash, { name: 'curl', currentVersion: '7.88-2' }, { name: 'zlib', currentVersion: '1.2-2' }])).toMatchObject({
    isComplete: true,
    packages: [
      { name: 'curl', from: '7.88-1', to: '7.88-2' },
      { name: 'zlib', from: '1.2-1', to: '1.2-2' },
    ],
  });
  // Withdrawn from the archive, and removed from the machine.
  expect(seen([bash, { name: 'curl', currentVersion: '7.88-1' }])).toBeNull();
});

test('foreign text stays text, and short', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 600 }), (text) => {
      const report = read({
        ...whole,
        osType: text,
        hostname: text,
        packages: [{ name: text, availableVersion: text, needsUpdate: true }],
      });
      const said = JSON.stringify(report, (_key, value: unknown) => (value instanceof Map ? [...value] : value));
      expect(said).not.toMatch(/\\u00[01]|\u202e/);
      expect(report?.hostname.length).toBeLessThanOrEqual(253);
    }),
  );
});
