/** Lengths that maintenance is offered with, in hours. */
export const LENGTHS_HOURS = [1, 2, 4, 8, 24, 72, 168] as const;

/** The hours a choice stands for. */
export const lengthOf = (choice: string): number => LENGTHS_HOURS.find((hours) => String(hours) === choice) ?? LENGTHS_HOURS[0];

/** Choices of lengths, days from one day on; `t` of the kernel's texts. */
export const lengthLabels = (t: (key: string, params: { count: number }) => string): { value: string; label: string }[] =>
  LENGTHS_HOURS.map((hours) => ({
    value: String(hours),
    label: hours < 24 ? t('assets.maintenance.hours', { count: hours }) : t('assets.maintenance.days', { count: hours / 24 }),
  }));
