/** The offers of the snooze menu. */
export type SnoozePreset = 'hour' | 'tomorrow' | 'week' | 'safe';

export const SNOOZE_PRESETS: readonly SnoozePreset[] = ['hour', 'tomorrow', 'week', 'safe'];

const MORNING = Temporal.PlainTime.from('08:00');

/** The instant of a preset in the person's zone: tomorrow at 8:00, or Monday of next week at 8:00 (ISO weeks). */
export function snoozeUntil(preset: SnoozePreset, now: Temporal.Instant, zone: string): string {
  const local = now.toZonedDateTimeISO(zone);
  const morningIn = (days: number) => local.toPlainDate().add({ days }).toZonedDateTime({ timeZone: zone, plainTime: MORNING }).toInstant();
  switch (preset) {
    case 'hour':
      return now.add({ hours: 1 }).toString();
    case 'tomorrow':
      return morningIn(1).toString();
    case 'week':
      return morningIn(8 - local.dayOfWeek).toString();
    case 'safe':
      return 'safe';
  }
}
