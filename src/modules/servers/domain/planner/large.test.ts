import { expect, test } from 'vitest';
import { type PlanServer, planSlots } from './plan.ts';
import { at } from './testing.ts';

const now = at('2026-11-21T08:00Z');

/** Servers with every preferred weekday that are due within the next weeks. */
const servers = (groupOf: (index: number) => string): PlanServer[] =>
  Array.from({ length: 200 }, (_, index) => ({
    id: `s${String(index).padStart(3, '0')}`,
    touchable: {
      hours: { start: '08:00', end: '22:00', timeZone: 'Europe/Berlin' },
      mode: 'confirm',
      cutoffMinutes: 0,
      maintenance: [],
      freezes: [],
    },
    rhythm: { intervalDays: 30, preferredWeekday: index % 8 === 0 ? null : index % 8 },
    lastUpdatedAt: at('2026-11-20T00:00Z').subtract({ hours: (index * 5) % (29 * 24) }),
    slotMinutes: 60,
    group: groupOf(index),
    slot: null,
  }));

/** Milliseconds of work that one plan takes, the best of some: others use the machine, too. */
function costOf(all: readonly PlanServer[]): number {
  const costs = Array.from({ length: 5 }, () => {
    const before = process.cpuUsage();
    planSlots(all, [], now);
    return process.cpuUsage(before).user / 1_000;
  });
  return Math.min(...costs);
}

test('200 servers that compete for the time of one group cost little more than 200 that stand alone', () => {
  const [together, alone] = [costOf(servers(() => 'web')), costOf(servers(String))];
  expect({ together, alone, isCheap: together < 5 * alone + 20 }).toMatchObject({ isCheap: true });
});
