import type { ServerDetail } from '../../contract/shapes.ts';
import type { Reader } from './reader.ts';
import { type ServerValues, serverValues } from './server-form.ts';
import { previewWindow } from './window-sentence.ts';

/** A server's form with what only owners change. */
export interface EditValues extends ServerValues {
  readonly modeOverride: ServerDetail['mode'] | null;
  /** Empty: none. */
  readonly redundancyGroup: string;
}

export const editValues = (server: ServerDetail, timeZone: string): EditValues => ({
  ...serverValues(server, timeZone),
  modeOverride: server.modeOverride,
  redundancyGroup: server.redundancyGroup ?? '',
});

/** One field that was typed differently from what is stored now. */
export interface Differing {
  /** Key of the field's label. */
  readonly label: string;
  readonly mine: string;
  readonly theirs: string;
}

type Shown = readonly (readonly [label: string, text: (values: EditValues) => string])[];

/** What differs between the form and the stored server, as people read it. `scheduleName` knows the schedules by id. */
export function differingFields(mine: EditValues, stored: EditValues, scheduleName: (id: string) => string, reader: Reader): Differing[] {
  const shown: Shown = [
    ['add.name', ({ name }) => name],
    ['add.hostname', ({ hostname }) => hostname],
    ['add.ipAddress', ({ ipAddress }) => ipAddress],
    ['add.schedule', ({ updateScheduleId }) => (updateScheduleId === null ? reader.t('add.scheduleNone') : scheduleName(updateScheduleId))],
    ['add.hours', (values) => hoursSentence(values, reader)],
    ['edit.mode', ({ modeOverride }) => reader.t(modeOverride === null ? 'edit.modeFollow' : `modeShort.${modeOverride}`)],
    ['edit.group', ({ redundancyGroup }) => redundancyGroup],
    ['add.tags', ({ tags }) => [...tags].sort().join(', ')],
    ['add.description', ({ description }) => description],
  ];
  return shown
    .map(([label, text]) => ({ label, mine: text(mine), theirs: text(stored) }))
    .filter((field) => field.mine.trim() !== field.theirs.trim());
}

function hoursSentence(values: EditValues, reader: Reader): string {
  if (values.hoursKind !== 'hours') return reader.t(`add.hoursKind.${values.hoursKind}`);
  const preview = previewWindow(values, reader);
  return 'sentence' in preview ? preview.sentence : `${values.start}–${values.end} ${values.timeZone}`;
}
