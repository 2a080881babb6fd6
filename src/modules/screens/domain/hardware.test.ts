import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hardwareOf, isSameComputer } from './hardware.ts';

const anyText = fc.option(fc.string({ unit: 'binary', maxLength: 600 }), { nil: undefined });

test('whatever a player claims can be stored and shown on one line', () => {
  fc.assert(
    fc.property(
      fc.record({ hostname: anyText, ip: anyText, mac: anyText, os: anyText, os_version: anyText, version: anyText }),
      (claims) => {
        for (const text of Object.values(hardwareOf(claims))) {
          expect(text.length).toBeLessThanOrEqual(255);
          expect(text).not.toMatch(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u);
          expect(text.trim()).toBe(text);
        }
      },
    ),
  );
});

test('old and new names of claims mean the same', () => {
  const said = hardwareOf({
    ip_address: '192.0.2.7',
    mac_address: 'B8-27-EB-00-00-01',
    hardware_model: 'Pi',
    os: 'Debian',
    os_version: '13',
  });
  expect(said).toMatchObject({ ip: '192.0.2.7', mac: 'b8:27:eb:00:00:01', model: 'Pi', os: 'Debian 13' });
});

test('another address or name is the same computer, another card or serial number is not', () => {
  const known = hardwareOf({ hostname: 'a', ip: '192.0.2.7', mac: 'aa', serial: '1' });
  expect(isSameComputer(known, hardwareOf({ hostname: 'b', ip: '192.0.2.8', mac: 'AA' }))).toBe(true);
  expect(isSameComputer(known, hardwareOf({ mac: 'aa', serial: '2' }))).toBe(false);
  expect(isSameComputer(known, hardwareOf({ mac: 'bb', serial: '1' }))).toBe(false);
});
