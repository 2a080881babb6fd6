import type { z } from 'zod';
import type { addBlocklist } from '../../contract/blocklist-routes.ts';
import type { BLOCKLIST_FORMATS, Blocklist, Schedule } from '../../contract/blocklist-shapes.ts';

export type BlocklistFormat = (typeof BLOCKLIST_FORMATS)[number];

/** What is typed into the form of a blocklist. */
export interface BlocklistValues {
  readonly name: string;
  /** Empty: its text is uploaded. */
  readonly url: string;
  readonly format: BlocklistFormat;
  readonly csvColumn: number | null;
  readonly rhythm: 'never' | 'hours' | 'daily';
  readonly everyHours: number | null;
  readonly dailyAt: string;
  readonly jail: string;
  readonly hostIds: readonly string[];
  readonly cap: number | null;
  readonly applyAutomatically: boolean;
}

export const emptyBlocklist: BlocklistValues = {
  ...{ name: '', url: '', format: 'plain', csvColumn: null, jail: '', hostIds: [], cap: 40_000, applyAutomatically: false },
  ...{ rhythm: 'daily', everyHours: 24, dailyAt: '04:00' },
};

export function blocklistValues({ schedule, hosts, url, ...list }: Blocklist): BlocklistValues {
  const { name, format, csvColumn, jail, cap, applyAutomatically } = list;
  const own = { name, format, csvColumn, jail, cap, applyAutomatically, url: url ?? '', hostIds: hosts.map(({ id }) => id) };
  return { ...emptyBlocklist, ...own, ...rhythmOf(schedule) };
}

function rhythmOf(schedule: Schedule | null): Pick<BlocklistValues, 'rhythm'> & Partial<BlocklistValues> {
  if (schedule === null) return { rhythm: 'never' };
  return 'everyHours' in schedule ? { rhythm: 'hours', everyHours: schedule.everyHours } : { rhythm: 'daily', dailyAt: schedule.dailyAt };
}

/** What is sent; days are those of `timeZone`. */
export function blocklistInput(values: BlocklistValues, timeZone: string): Omit<z.input<typeof addBlocklist.input>, 'siteId'> {
  const { name, url, format, csvColumn, jail, hostIds, cap, applyAutomatically } = values;
  return {
    ...{ name, format, jail, applyAutomatically, hostIds: [...hostIds], cap: cap ?? 40_000 },
    url: url.trim() === '' ? null : url,
    csvColumn: format === 'csv' ? csvColumn : null,
    schedule: url.trim() === '' ? null : scheduleOf(values, timeZone),
  };
}

function scheduleOf({ rhythm, everyHours, dailyAt }: BlocklistValues, timeZone: string): Schedule | null {
  if (rhythm === 'never') return null;
  return rhythm === 'hours' ? { everyHours: everyHours ?? 24 } : { dailyAt, timeZone };
}
