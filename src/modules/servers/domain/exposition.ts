import type { WindowStatus } from '../../../shared/window.ts';
import type { RebootRequired } from './reboot.ts';
import type { ReportState } from './report-state.ts';
import type { UpdateStatus } from './update-status.ts';

/** One server as it is shown to Prometheus. Null: not known, and then nothing is said. */
export interface ServerSample {
  readonly server: string;
  readonly site: string;
  readonly updateStatus: UpdateStatus;
  readonly windowStatus: WindowStatus;
  readonly reportState: ReportState;
  readonly daysSinceUpdate: number | null;
  readonly pendingUpdates: number | null;
  readonly pendingSecurityUpdates: number | null;
  readonly rebootRequired: RebootRequired;
}

interface Gauge {
  readonly name: string;
  readonly help: string;
  /** Further labels and the value, for each line of a server. */
  readonly values: (sample: ServerSample) => readonly (readonly [labels: string, value: number])[];
}

const known = (labels: string, value: number | null): readonly (readonly [string, number])[] => (value === null ? [] : [[labels, value]]);

/** Each with one series per server, `pending_updates` with one per class. */
export const GAUGES: readonly Gauge[] = [
  {
    name: 'caretaker_server_update_status',
    help: 'Update status of the server, named by the label: ok, due, overdue or unscheduled.',
    values: ({ updateStatus }) => [[`status="${updateStatus}"`, 1]],
  },
  {
    name: 'caretaker_server_days_since_update',
    help: 'Whole days since the last update of the server; absent where none is known.',
    values: ({ daysSinceUpdate }) => known('', daysSinceUpdate),
  },
  {
    name: 'caretaker_server_pending_updates',
    help: 'Packages that wait for an update on the server; absent where that is not known.',
    values: ({ pendingUpdates, pendingSecurityUpdates }) => [
      ...known('class="all"', pendingUpdates),
      ...known('class="security"', pendingSecurityUpdates),
    ],
  },
  {
    name: 'caretaker_server_reboot_required',
    help: 'Whether the server wants a reboot; absent where that is not known.',
    values: ({ rebootRequired }) => (rebootRequired === 'unknown' ? [] : [['', rebootRequired === 'yes' ? 1 : 0]]),
  },
  {
    name: 'caretaker_server_service_window_status',
    help: 'Whether people depend on the server now, named by the label: safe, risky or unknown.',
    values: ({ windowStatus }) => [[`status="${windowStatus}"`, 1]],
  },
  {
    name: 'caretaker_server_report_state',
    help: 'State of what the server reports, named by the label: ok, stale-lists, error, silent or unknown.',
    values: ({ reportState }) => [[`state="${reportState}"`, 1]],
  },
];

/** The two lines before a metric's series, which must all stand together (Prometheus text format 0.0.4). */
export const gaugeHead = ({ name, help }: Gauge): string => `# HELP ${name} ${help}\n# TYPE ${name} gauge\n`;

/** The labels that every line of a server bears. */
export const labelsOf = ({ server, site }: Pick<ServerSample, 'server' | 'site'>): string =>
  `server="${labelValue(server)}",site="${labelValue(site)}"`;

/** The lines of one server in one metric. */
export function gaugeLines({ name, values }: Gauge, sample: ServerSample, who = labelsOf(sample)): string {
  return values(sample)
    .map(([labels, value]) => `${name}{${who}${labels === '' ? '' : `,${labels}`}} ${value}\n`)
    .join('');
}

/** Backslash, quote and line feed are written with a backslash before them, and nothing else is. */
export const labelValue = (text: string): string => text.replaceAll(/[\\"\n]/g, (sign) => (sign === '\n' ? '\\n' : `\\${sign}`));
