import { weekdayNames } from '../../../../web/kit/format.ts';

export const EVERY_WEEKDAY: readonly number[] = [1, 2, 3, 4, 5, 6, 7];

const nameOf = (weekday: number, names: readonly string[]): string => names[weekday - 1] ?? '';

/** Name of an ISO weekday, 1 = Monday. */
export const weekdayName = (weekday: number, language: string): string => nameOf(weekday, weekdayNames(language, 'long'));

export const isEveryDay = (weekdays: readonly number[]): boolean => new Set(weekdays).size === 7;

/** "Mon–Fri", "Mon, Wed", "Mon–Thu, Sun": runs of three and more are joined, Monday first. */
export function weekdaysText(weekdays: readonly number[], language: string): string {
  const names = weekdayNames(language, 'short');
  return runsOf([...new Set(weekdays)].sort((a, b) => a - b))
    .flatMap(({ first, last }) => {
      const ends = [nameOf(first, names), nameOf(last, names)];
      if (first === last) return ends.slice(0, 1);
      return last - first === 1 ? ends : [ends.join('–')];
    })
    .join(', ');
}

function runsOf(sorted: readonly number[]): { first: number; last: number }[] {
  const runs: { first: number; last: number }[] = [];
  for (const day of sorted) {
    const run = runs.at(-1);
    if (run !== undefined && run.last === day - 1) run.last = day;
    else runs.push({ first: day, last: day });
  }
  return runs;
}
