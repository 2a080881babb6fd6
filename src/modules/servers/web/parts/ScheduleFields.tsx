import { useTranslation } from 'react-i18next';
import { Alert, type KitFormState, NumberInput, Radio, Select, Stack, TextInput, useFormat } from '../../../../web/kit/index.ts';
import { OVERDUE_POLICIES } from '../../contract/plan-shapes.ts';
import { POLICY_MODES } from '../../contract/shapes.ts';
import { warningDays } from '../../domain/update-status.ts';
import type { ScheduleValues } from '../view/schedule-form.ts';

interface ScheduleFieldsProps {
  readonly form: Pick<KitFormState<ScheduleValues>, 'values' | 'text' | 'number' | 'choice' | 'set'>;
}

/** How often, how long, what the in-use hours do, and what happens when it becomes late. */
export function ScheduleFields({ form }: ScheduleFieldsProps) {
  const { t } = useTranslation('servers');
  return (
    <>
      <TextInput label={t('schedules.name')} required maxLength={120} data-autofocus {...form.text('name')} />
      <RhythmFields form={form} />
      <NumberInput
        label={t('schedules.slotMinutes')}
        description={t('schedules.slotMinutesHelp')}
        suffix=" min"
        min={5}
        max={1_440}
        allowDecimal={false}
        required
        {...form.number('slotMinutes')}
      />
      <Select
        label={t('schedules.mode')}
        allowDeselect={false}
        data={POLICY_MODES.map((known) => ({ value: known, label: t(`mode.${known}`) }))}
        value={form.values.mode}
        error={form.choice('mode').error}
        onChange={(next) => form.set('mode', POLICY_MODES.find((known) => known === next) ?? form.values.mode)}
      />
      <OverdueField form={form} />
    </>
  );
}

function RhythmFields({ form }: ScheduleFieldsProps) {
  const { t } = useTranslation('servers');
  const format = useFormat();
  const { intervalDays, preferredWeekday } = form.values;
  const warning = intervalDays === null ? null : warningDays(intervalDays);
  return (
    <>
      <NumberInput
        label={t('schedules.interval')}
        description={warning === null ? undefined : t('schedules.intervalHelp', { count: warning })}
        suffix={` ${t('schedules.intervalDays', { count: intervalDays ?? 0 })}`}
        min={1}
        max={3_650}
        allowDecimal={false}
        required
        {...form.number('intervalDays')}
      />
      {intervalDays === 1 && <Alert color="yellow">{t('schedules.intervalOne')}</Alert>}
      <Select
        label={t('schedules.weekday')}
        description={t('schedules.weekdayHelp')}
        placeholder={t('schedules.weekdayAny')}
        clearable
        clearButtonProps={{ 'aria-label': t('schedules.weekdayAny') }}
        data={format.weekdays('long').map((name, index) => ({ value: String(index + 1), label: name }))}
        value={preferredWeekday === null ? null : String(preferredWeekday)}
        error={form.choice('preferredWeekday').error}
        onChange={(weekday) => form.set('preferredWeekday', weekday === null ? null : Number(weekday))}
      />
    </>
  );
}

function OverdueField({ form }: ScheduleFieldsProps) {
  const { t } = useTranslation('servers');
  return (
    <Radio.Group
      label={t('overdue.label')}
      value={form.values.overduePolicy}
      error={form.choice('overduePolicy').error}
      onChange={(next) => form.set('overduePolicy', OVERDUE_POLICIES.find((known) => known === next) ?? form.values.overduePolicy)}
    >
      <Stack gap={8} mt={6}>
        {OVERDUE_POLICIES.map((policy) => (
          <Radio key={policy} value={policy} label={t(`overdue.${policy}`)} description={t(`overdue.${policy}Help`)} />
        ))}
      </Stack>
    </Radio.Group>
  );
}
