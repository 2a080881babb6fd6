import { type HostReport, parseReport } from './report.ts';

/** When the reports of the tests are made, in epoch seconds. */
export const SENT_AT = 1_795_000_000;

/** A report as the script sends it, with its last line counted. */
export function reportOf(lines: readonly string[]): string {
  const all = ['REPORT: 1', `NOW: ${SENT_AT}`, ...lines];
  return `${[...all, `END: ${all.length}`].join('\n')}\n`;
}

/** A report of a Debian machine with fresh lists. */
export const aptReport = (...lines: readonly string[]): string =>
  reportOf(['OS: debian|12|bookworm', 'PM: apt', `LISTS-MTIME: |${SENT_AT - 3_600}`, 'LISTS-COUNT: 3', 'PM-RC: 0', ...lines]);

/** The report that a text is. */
export function read(text: string): HostReport {
  const report = parseReport(text);
  if (!report.ok) throw new Error(`${report.code} ${JSON.stringify(report.params)}`);
  return report.value;
}
