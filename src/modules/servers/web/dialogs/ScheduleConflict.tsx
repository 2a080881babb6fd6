import { useTranslation } from 'react-i18next';
import { Alert, Text } from '../../../../web/kit/index.ts';
import { ConflictTable } from '../parts/ConflictTable.tsx';
import type { ScheduleValues } from '../view/schedule-form.ts';
import { weekdayName } from '../view/weekdays.ts';

interface ScheduleConflictProps {
  readonly mine: ScheduleValues;
  readonly theirs: ScheduleValues;
}

/** Both versions of a schedule, after somebody else saved first. */
export function ScheduleConflict({ mine, theirs }: ScheduleConflictProps) {
  const { t, i18n } = useTranslation('servers');
  const weekday = (day: number | null) => (day === null ? t('schedules.weekdayAny') : weekdayName(day, i18n.language));
  const rows = [
    { label: t('schedules.name'), theirs: theirs.name, mine: mine.name },
    { label: t('schedules.interval'), theirs: theirs.intervalDays, mine: mine.intervalDays },
    { label: t('schedules.weekday'), theirs: weekday(theirs.preferredWeekday), mine: weekday(mine.preferredWeekday) },
    { label: t('schedules.slotMinutes'), theirs: theirs.slotMinutes, mine: mine.slotMinutes },
    { label: t('schedules.mode'), theirs: t(`modeShort.${theirs.mode}`), mine: t(`modeShort.${mine.mode}`) },
    { label: t('overdue.label'), theirs: t(`overdue.short.${theirs.overduePolicy}`), mine: t(`overdue.short.${mine.overduePolicy}`) },
  ];
  return (
    <Alert color="yellow" role="alert">
      <Text size="sm" fw={600}>
        {t('schedules.conflict')}
      </Text>
      <ConflictTable rows={rows.filter((row) => row.theirs !== row.mine)} />
    </Alert>
  );
}
