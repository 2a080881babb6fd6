import { useTranslation } from 'react-i18next';
import { Alert, Table, Text } from '../../../../web/kit/index.ts';
import { weekdayName } from '../view/weekdays.ts';
import type { ScheduleValues } from './ScheduleDialog.tsx';

interface ScheduleConflictProps {
  readonly mine: ScheduleValues;
  readonly theirs: ScheduleValues;
}

/** Both versions of a schedule, after somebody else saved first. */
export function ScheduleConflict({ mine, theirs }: ScheduleConflictProps) {
  const { t, i18n } = useTranslation('servers');
  const weekday = (day: number | null) => (day === null ? t('schedules.weekdayAny') : weekdayName(day, i18n.language));
  const rows = [
    [t('schedules.name'), theirs.name, mine.name],
    [t('schedules.interval'), theirs.intervalDays, mine.intervalDays],
    [t('schedules.weekday'), weekday(theirs.preferredWeekday), weekday(mine.preferredWeekday)],
    [t('schedules.mode'), t(`modeShort.${theirs.mode}`), t(`modeShort.${mine.mode}`)],
  ] as const;
  return (
    <Alert color="yellow" role="alert">
      <Text size="sm" fw={600}>
        {t('schedules.conflict')}
      </Text>
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('edit.conflictField')}</Table.Th>
            <Table.Th>{t('edit.conflictTheirs')}</Table.Th>
            <Table.Th>{t('edit.conflictMine')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows
            .filter(([, stored, typed]) => stored !== typed)
            .map(([label, stored, typed]) => (
              <Table.Tr key={label}>
                <Table.Td>{label}</Table.Td>
                <Table.Td>{stored}</Table.Td>
                <Table.Td>{typed}</Table.Td>
              </Table.Tr>
            ))}
        </Table.Tbody>
      </Table>
    </Alert>
  );
}
