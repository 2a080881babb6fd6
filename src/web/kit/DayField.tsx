import { DateInput } from '@mantine/dates';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { dayIn } from './day.ts';

interface DayFieldProps {
  readonly label: string;
  readonly description?: ReactNode;
  readonly error?: ReactNode;
  /** `2026-12-24`, or null while empty. */
  readonly value: string | null;
  onChange(value: string | null): void;
  readonly required?: boolean;
  readonly min?: string;
}

/** A day of the calendar, in no zone; chosen or typed. */
export function DayField({ label, description, error, value, onChange, required, min }: DayFieldProps) {
  const { t } = useTranslation('kernel');
  return (
    <DateInput
      label={label}
      description={description}
      error={error}
      required={required ?? false}
      clearable={required !== true}
      clearButtonProps={{ 'aria-label': t('actions.clear') }}
      valueFormat="DD.MM.YYYY"
      dateParser={dayIn}
      value={value}
      {...(min === undefined ? {} : { minDate: min })}
      onChange={onChange}
    />
  );
}
