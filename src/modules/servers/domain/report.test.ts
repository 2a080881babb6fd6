import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseReport } from './report.ts';
import { aptReport, read, reportOf } from './testing.ts';

describe('the envelope', () => {
  test('a whole report is read, with or without its last newline, and with foreign line ends', () => {
    const text = aptReport('HOST: web01');
    expect(read(text).hostname).toBe('web01');
    expect(read(text.trimEnd()).hostname).toBe('web01');
    expect(read(text.replaceAll('\n', '\r\n')).hostname).toBe('web01');
  });

  test.each([
    ['nothing', ''],
    ['no end', 'REPORT: 1\nNOW: 1\n'],
    ['an end that counts more', 'REPORT: 1\nNOW: 1\nEND: 3\n'],
    ['an end that counts less', 'REPORT: 1\nNOW: 1\nEND: 1\n'],
    ['something behind the end', 'REPORT: 1\nNOW: 1\nEND: 2\nINST: more'],
  ])('%s: truncated', (_what, text) => expect(parseReport(text)).toMatchObject({ ok: false, code: 'servers.report_truncated' }));

  test('cut anywhere, a report is never read as a shorter one', () => {
    const text = aptReport('INST: a [1] (2 Debian:12/stable [all])', 'UPG: a/stable 2 all [upgradable from: 1]').trimEnd();
    fc.assert(
      fc.property(fc.nat({ max: text.length - 1 }), (length) => {
        expect(parseReport(text.slice(0, length)).ok).toBe(false);
      }),
    );
  });

  test.each([
    ['another protocol', 'REPORT: 2\nNOW: 1\nEND: 2'],
    ['no protocol', 'NOW: 1\nEND: 1'],
    ['no time', 'REPORT: 1\nNOW: soon\nEND: 2'],
    ['too many lines', `REPORT: 1\nNOW: 1\n${'X: y\n'.repeat(20_000)}END: 20002`],
  ])('%s: malformed', (_what, text) => expect(parseReport(text)).toMatchObject({ ok: false, code: 'servers.report_malformed' }));

  test('control, format and unpaired characters do not get in, and lines are cut', () => {
    const hostile = read(reportOf([`HOST: a\u0000b\u001b[31m\u202Ec\uD800${'x'.repeat(5_000)}`]));
    expect(hostile.hostname).toMatch(/^a b \[31m c x+$/);
    expect(hostile.hostname.length).toBeLessThanOrEqual(253);
  });

  test('no text makes the parser throw, and none makes it slow', () => {
    const nasty = ['INST: a (b [[[[[[ ', 'UPG: ', 'HAVE: ', 'PM: ', '[upgradable from: ', ' -> ', 'a.a.a.', '\u0000', 'END: 1', '((((('];
    const anyLine = fc
      .array(fc.oneof(fc.constantFrom(...nasty), fc.string({ unit: 'binary' })), { maxLength: 60 })
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(fc.array(anyLine, { maxLength: 20 }), fc.constantFrom('apt', 'dnf', 'apk', 'pacman', 'none'), (lines, manager) => {
        const flat = lines.map((line) => line.replaceAll(/[\r\n]/g, ' '));
        expect(parseReport(reportOf([`PM: ${manager}`, 'PM-RC: 0', ...flat])).ok).toBe(true);
      }),
    );
    const started = performance.now();
    for (const manager of ['apt', 'dnf', 'apk', 'pacman']) {
      for (const start of nasty)
        parseReport(reportOf([`PM: ${manager}`, 'PM-RC: 0', ...Array<string>(2_000).fill(`UPG: ${start.repeat(60)}`)]));
    }
    expect(performance.now() - started).toBeLessThan(5_000);
  });

  test('what is missing is unknown', () => {
    expect(read(reportOf([]))).toMatchObject({
      intervalSeconds: 3_600,
      machine: null,
      bootedAt: null,
      os: null,
      timeZone: null,
      packageManager: null,
      inventory: { state: 'error' },
      reboot: { required: 'unknown' },
    });
  });

  test('an image that was never started has no machine of its own', () => {
    const hash = 'a'.repeat(64);
    expect(read(reportOf([`MACHINE: ${hash}`])).machine).toBe(hash);
    expect(read(reportOf(['MACHINE: e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'])).machine).toBeNull();
  });

  test('the zone is taken only if we know it', () => {
    expect(read(reportOf(['TZ: Europe/Berlin'])).timeZone).toBe('Europe/Berlin');
    expect(read(reportOf(['TZ: posix/../../etc'])).timeZone).toBeNull();
  });
});
