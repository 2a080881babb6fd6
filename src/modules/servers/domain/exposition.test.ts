import fc from 'fast-check';
import { expect, test } from 'vitest';
import { GAUGES, gaugeHead, gaugeLines, labelValue, type ServerSample } from './exposition.ts';

const web01: ServerSample = {
  ...{ server: 'web01', site: 'Main', updateStatus: 'due', windowStatus: 'risky', reportState: 'ok' },
  ...{ daysSinceUpdate: 20, pendingUpdates: 7, pendingSecurityUpdates: 0, rebootRequired: 'no' },
};
const linesOf = (sample: ServerSample) => GAUGES.map((gauge) => gaugeLines(gauge, sample)).join('');

test('one server', () => {
  expect(linesOf(web01)).toBe(
    [
      'caretaker_server_update_status{server="web01",site="Main",status="due"} 1',
      'caretaker_server_days_since_update{server="web01",site="Main"} 20',
      'caretaker_server_pending_updates{server="web01",site="Main",class="all"} 7',
      'caretaker_server_pending_updates{server="web01",site="Main",class="security"} 0',
      'caretaker_server_reboot_required{server="web01",site="Main"} 0',
      'caretaker_server_service_window_status{server="web01",site="Main",status="risky"} 1',
      'caretaker_server_report_state{server="web01",site="Main",state="ok"} 1',
      '',
    ].join('\n'),
  );
});

test('what is not known is not there, which is not 0', () => {
  const unknown = {
    ...web01,
    daysSinceUpdate: null,
    pendingUpdates: null,
    pendingSecurityUpdates: null,
    rebootRequired: 'unknown',
  } as const;
  expect(linesOf(unknown)).not.toMatch(/days_since|pending|reboot/);
});

test('every metric is announced once, on two lines', () => {
  for (const gauge of GAUGES)
    expect(gaugeHead(gauge)).toMatch(/^# HELP caretaker_server_[a-z_]+ [^\n\\]+\n# TYPE caretaker_server_[a-z_]+ gauge\n$/);
});

/** A reader of the format, written from its description. */
function readLabel(text: string): string {
  let value = '';
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] !== '\\') value += text[at];
    else value += text[++at] === 'n' ? '\n' : text[at];
  }
  return value;
}

test('a label is read as it was written, and stays on its line and in its quotes', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('\\', '"', '\n', 'n', 'a', 'ü', '{', '}', ',') }), (text) => {
      const written = labelValue(text);
      expect(readLabel(written)).toBe(text);
      expect(written).not.toMatch(/\n/);
      expect(`"${written}"`).toMatch(/^"(?:[^"\\]|\\.)*"$/);
    }),
  );
});
