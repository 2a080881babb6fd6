import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareKernels } from './kernel-version.ts';

// PatchMon #814, #831, #946 and the shapes of each distribution: the first is the newer one.
test.each([
  ['6.12.101+deb13-amd64', '6.12.96+deb13-amd64'],
  ['6.12.90+deb13.1-amd64', '6.12.90+deb13-amd64'],
  ['6.12.9+deb13-amd64', '6.1.0-28-amd64'],
  ['6.1.0-29-amd64', '6.1.0-28-amd64'],
  ['6.1.0-29-cloud-amd64', '6.1.0-9-cloud-amd64'],
  ['6.5.0-0.deb12.4-amd64', '6.5.0-0.deb12.1-amd64'],
  ['5.15.0-100-generic', '5.15.0-91-generic'],
  ['6.8.0-31-generic', '5.15.0-100-generic'],
  ['6.6.62+rpt-rpi-v8', '6.6.51+rpt-rpi-v8'],
  ['6.8.12-10-pve', '6.8.12-4-pve'],
  ['6.6.58-0-lts', '6.6.14-0-lts'],
  ['5.14.0-503.11.1.el9_5.x86_64', '5.14.0-427.13.1.el9_4.x86_64'],
  ['6.11.4-301.fc41.x86_64', '6.8.9-300.fc40.x86_64'],
  ['5.15.0-206.153.7.el9uek.x86_64', '5.15.0-200.131.27.el9uek.x86_64'],
  ['6.11.6-arch1-1', '6.11.5-arch2-1'],
  ['6.11.6.arch1-2', '6.11.6-arch1-1'],
  ['6.11.6-zen1-1-zen', '6.11.5-zen1-1-zen'],
])('%s is newer than %s', (newer, older) => {
  expect(compareKernels(newer, older)).toBeGreaterThan(0);
  expect(compareKernels(older, newer)).toBeLessThan(0);
});

// PatchMon #363, #390, #553, #647, #1072: never across lines, never what is no version.
test.each([
  ['5.15.0-100-lowlatency', '5.15.0-91-generic'],
  ['6.6.62+rpt-rpi-2712', '6.6.51+rpt-rpi-v8'],
  ['6.6.62+rpt-rpi-v8', '6.6.51+rpt-rpi-v7'],
  ['6.1.21-v8+', '6.1.19-v7+'],
  ['6.1.0-29-amd64', '6.1.0-28-cloud-amd64'],
  ['6.1.0-29-rt-amd64', '6.1.0-28-amd64'],
  ['5.14.0-427.13.1.el9_4.x86_64+debug', '5.14.0-427.13.1.el9_4.x86_64'],
  ['5.15.0-200.131.27.el9uek.x86_64', '5.14.0-427.13.1.el9_4.x86_64'],
  ['6.11.6-zen1-1-zen', '6.11.5-arch1-1'],
  ['linux', '6.11.5-arch1-1'],
  ['virtual', '5.15.0-91-generic'],
  ['lts', '6.6.14-0-lts'],
  ['0-rescue-0123456789abcdef', '5.14.0-427.13.1.el9_4.x86_64'],
  ['', ''],
])('%j and %j are not compared', (a, b) => {
  expect(compareKernels(a, b)).toBeNull();
  expect(compareKernels(b, a)).toBeNull();
});

test('any text is answered at once, and the order can be turned round', () => {
  const anyRelease = fc.oneof(
    fc.string({ maxLength: 300 }),
    fc.tuple(fc.nat(9), fc.nat(99), fc.nat(999), fc.nat(200)).map(([a, b, c, d]) => `${a}.${b}.${c}-${d}-generic`),
  );
  fc.assert(
    fc.property(anyRelease, anyRelease, (a, b) => {
      const order = compareKernels(a, b);
      const turned = compareKernels(b, a);
      expect(order === null ? turned : Math.sign(order) + Math.sign(turned ?? Number.NaN)).toBe(order === null ? null : 0);
    }),
  );
});
