import type { z } from 'zod';
import type { addEvent } from '../../contract/content-routes.ts';
import type { Content, ContentInput, ScreenEvent } from '../../contract/content-shapes.ts';

export const WEEKDAY_CODES = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'] as const;
export const REPEATS = ['once', 'daily', 'weekly', 'custom'] as const;
export type Repeat = (typeof REPEATS)[number];

export interface ContentValues {
  readonly type: Content['type'];
  readonly url: string;
  readonly html: string;
  readonly level: 'info' | 'warning' | 'critical';
  readonly mediaIds: readonly string[];
  readonly slideInterval: number | null;
  /** Not in the form: what was set elsewhere stays. */
  readonly autoProgress: boolean;
  readonly pageProgress: boolean;
}

export interface EventValues extends ContentValues {
  readonly title: string;
  readonly description: string;
  readonly groupIds: readonly string[];
  /** Wall clock, as the field for it holds it. */
  readonly start: string;
  readonly end: string;
  readonly timeZone: string | null;
  readonly repeat: Repeat;
  readonly days: readonly string[];
  readonly rule: string;
  readonly until: string | null;
  readonly priority: number | null;
  readonly isActive: boolean;
}

export const NO_CONTENT: ContentValues = {
  type: 'website',
  url: 'https://',
  html: '',
  level: 'info',
  mediaIds: [],
  slideInterval: 10,
  autoProgress: true,
  pageProgress: true,
};

/** An hour from the next full one on. */
export function newEvent(now: Temporal.Instant, timeZone: string, groupIds: readonly string[]): EventValues {
  const start = now.toZonedDateTimeISO(timeZone).round({ smallestUnit: 'hour', roundingMode: 'ceil' }).toPlainDateTime();
  return {
    ...{ ...NO_CONTENT, title: '', description: '', groupIds, start: minutes(start), end: minutes(start.add({ hours: 1 })), timeZone },
    ...{ repeat: 'once', days: [], rule: '', until: null, priority: 0, isActive: true },
  };
}

const minutes = (at: Temporal.PlainDateTime): string => at.toString({ smallestUnit: 'minute' });

export function valuesOf(event: ScreenEvent): EventValues {
  const { title, description, timeZone, until, priority, isActive } = event;
  return {
    ...{ title, description, timeZone, until, priority, isActive, groupIds: event.groups.map(({ id }) => id) },
    ...{ start: event.start.slice(0, 16), end: event.end.slice(0, 16) },
    ...{ ...repeatOf(event.rule), ...contentValuesOf(event.content) },
  };
}

export const contentValuesOf = (content: Content): ContentValues => ({ ...NO_CONTENT, ...content });

/** A rule that the simple fields can say is shown by them; any other as it is written. */
export function repeatOf(rule: string | null): Pick<EventValues, 'repeat' | 'days' | 'rule'> {
  if (rule === null) return { repeat: 'once', days: [], rule: '' };
  if (rule === 'FREQ=DAILY') return { repeat: 'daily', days: [], rule };
  const days = /^FREQ=WEEKLY;BYDAY=((?:[A-Z]{2},?)+)$/.exec(rule)?.[1]?.split(',');
  return days === undefined ? { repeat: 'custom', days: [], rule } : { repeat: 'weekly', days, rule };
}

export function ruleOf({ repeat, days, rule, start }: Pick<EventValues, 'repeat' | 'days' | 'rule' | 'start'>): string | null {
  if (repeat === 'once') return null;
  if (repeat === 'daily') return 'FREQ=DAILY';
  if (repeat === 'custom') return rule.trim();
  const chosen = days.length === 0 ? [dayOf(start)] : WEEKDAY_CODES.filter((day) => days.includes(day));
  return `FREQ=WEEKLY;BYDAY=${chosen.join(',')}`;
}

function dayOf(start: string): string {
  try {
    return WEEKDAY_CODES[Temporal.PlainDateTime.from(start).dayOfWeek - 1] ?? 'MO';
  } catch {
    return 'MO'; // Half typed: the route says what is wrong with it.
  }
}

export function contentOf(values: ContentValues): z.input<typeof ContentInput> {
  const { type, url, html, level, mediaIds, slideInterval, autoProgress, pageProgress } = values;
  if (type === 'website') return { type, url };
  return type === 'message'
    ? { type, html, level }
    : { type, mediaIds: [...mediaIds], slideInterval: slideInterval ?? 10, autoProgress, pageProgress };
}

export const inputOf = (values: EventValues): z.input<typeof addEvent.input> => ({
  ...{ title: values.title, description: values.description, groupIds: [...values.groupIds] },
  ...{ start: values.start, end: values.end, timeZone: values.timeZone ?? '', rule: ruleOf(values) },
  ...{ until: values.repeat === 'once' ? null : values.until, priority: values.priority ?? 0, isActive: values.isActive },
  content: contentOf(values),
});
