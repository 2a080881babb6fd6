import { describe, expect, test } from 'vitest';
import { clockSkewSeconds, isSkewed, onOurClock } from './clock.ts';
import { bindMachine, type KnownPackages, rebootSeen, updatesSeen } from './observed.ts';
import { type HostReport, parseReport } from './report.ts';

const NOW = 1_795_000_000;
const received = Temporal.Instant.fromEpochMilliseconds(NOW * 1_000);
const at = (seconds: number) => Temporal.Instant.fromEpochMilliseconds(seconds * 1_000);

function report(...lines: string[]): HostReport {
  const all = ['REPORT: 1', ...(lines.some((line) => line.startsWith('NOW:')) ? [] : [`NOW: ${NOW}`]), ...lines];
  const parsed = parseReport([...all, `END: ${all.length}`].join('\n'));
  if (!parsed.ok) throw new Error(parsed.code);
  return parsed.value;
}

describe('clocks', () => {
  test.each([
    [0, false],
    [300, false],
    [-300, false],
    [301, true],
    [-301, true],
  ])('a clock off by %s s is skewed: %s', (seconds, skewed) => {
    const skew = clockSkewSeconds(report(`NOW: ${NOW + seconds}`), received);
    expect(skew).toBe(seconds);
    expect(isSkewed(skew)).toBe(skewed);
  });

  test('an instant of a fast clock is as long ago on ours, and never later than the arrival', () => {
    const fast = report(`NOW: ${NOW + 86_400}`);
    expect(onOurClock(at(NOW + 86_400 - 60), fast, received)).toEqual(at(NOW - 60));
    expect(onOurClock(at(NOW + 90_000), fast, received)).toEqual(received);
  });
});

describe('which machine', () => {
  const a = 'a'.repeat(64);
  const b = 'b'.repeat(64);

  test('the first machine that names itself is bound, a second one is refused', () => {
    expect(bindMachine(null, report(`MACHINE: ${a}`))).toEqual({ ok: true, value: a });
    expect(bindMachine(a, report(`MACHINE: ${a}`))).toEqual({ ok: true, value: a });
    expect(bindMachine(a, report(`MACHINE: ${b}`, 'HOST: copy'))).toEqual({
      ok: false,
      code: 'servers.other_machine',
      params: { hostname: 'copy' },
    });
  });

  test('a machine that does not name itself changes nothing', () => {
    expect(bindMachine(null, report())).toEqual({ ok: true, value: null });
    expect(bindMachine(a, report())).toEqual({ ok: true, value: a });
  });
});

describe('reboots', () => {
  const boot = (id: string, seconds: number, now = NOW) => report(`NOW: ${now}`, `BOOT-ID: ${id}`, `BTIME: ${seconds}`);

  test.each([
    ['the first report', null, boot('one', NOW - 500), at(NOW - 500)],
    ['the same start', { bootId: 'one', bootedAt: at(NOW - 500) }, boot('one', NOW - 500), null],
    ['the same start, 60 s off', { bootId: 'one', bootedAt: at(NOW - 500) }, boot('one', NOW - 440), null],
    ['the same id, 61 s off', { bootId: 'one', bootedAt: at(NOW - 500) }, boot('one', NOW - 439), at(NOW - 439)],
    ['another id, at nearly the same time', { bootId: 'one', bootedAt: at(NOW - 500) }, boot('two', NOW - 490), at(NOW - 490)],
    ['a clock put right by a day is no reboot', { bootId: 'one', bootedAt: at(NOW - 500) }, boot('one', NOW + 85_900, NOW + 86_400), null],
    ['no start told', { bootId: 'one', bootedAt: at(NOW - 500) }, report('BOOT-ID: two'), null],
  ])('%s', (_what, known, next, expected) => expect(rebootSeen(known, next, received)).toEqual(expected));
});

describe('updates that were applied', () => {
  const pending = (name: string) => ({
    name,
    architecture: 'amd64',
    installedVersion: '1',
    candidateVersion: '2',
    isSecurity: false,
    origin: '',
    isHeld: false,
  });
  const known: KnownPackages = { packages: [pending('a'), pending('b')], packagesChangedAt: at(NOW - 9_000) };
  const next = (changed: number, ...lines: string[]) =>
    report('PM: apt', `LISTS-MTIME: ${NOW}|`, 'LISTS-COUNT: 1', 'PM-RC: 0', `DPKG-MTIME: ${changed}`, ...lines);
  const listed = (name: string) => `INST: ${name} [1] (2 Debian:12/stable [amd64])`;

  test('all are gone and the database moved: the server was updated then', () => {
    expect(updatesSeen(known, next(NOW - 60), received)).toEqual({
      at: at(NOW - 60),
      packages: [
        { name: 'a', from: '1', to: '2' },
        { name: 'b', from: '1', to: '2' },
      ],
      isComplete: true,
    });
  });

  test('some are gone: applied, but not complete', () => {
    expect(updatesSeen(known, next(NOW - 60, listed('b')), received)).toMatchObject({ packages: [{ name: 'a' }], isComplete: false });
  });

  test('what is held back does not make it incomplete', () => {
    const held = next(NOW - 60, 'UPG: b/stable 2 amd64 [upgradable from: 1]');
    expect(updatesSeen(known, held, received)).toMatchObject({ packages: [{ name: 'a' }], isComplete: true });
  });

  test.each([
    ['the database did not move', known, next(NOW - 9_000)],
    ['the database moved, but nothing is gone: an ordinary installation', known, next(NOW - 60, listed('a'), listed('b'))],
    ['nothing was pending before', { ...known, packages: [] }, next(NOW - 60)],
    ['nothing is known from before', null, next(NOW - 60)],
    ['the lists are old', known, report('PM: apt', 'LISTS-MTIME: 1|', 'LISTS-COUNT: 1', 'PM-RC: 0', `DPKG-MTIME: ${NOW}`)],
    ['the lists are gone', known, report('PM: apt', `LISTS-MTIME: ${NOW}|`, 'LISTS-COUNT: 0', 'PM-RC: 0', `DPKG-MTIME: ${NOW}`)],
    ['apt failed', known, report('PM: apt', `LISTS-MTIME: ${NOW}|`, 'LISTS-COUNT: 1', 'PM-RC: 100', `DPKG-MTIME: ${NOW}`)],
  ] as const)('%s: nothing is recorded', (_what, before, after) => expect(updatesSeen(before, after, received)).toBeNull());
});
