import { DateTimePicker } from '@mantine/dates';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useZone } from '../api/me.tsx';

interface InstantFieldProps {
  readonly label: string;
  readonly description?: ReactNode;
  readonly error?: ReactNode;
  /** RFC 3339, or null while empty. */
  readonly value: string | null;
  onChange(value: string | null): void;
  /** Zone the clock is read in; the person's own unless told. */
  readonly zone?: string;
  readonly required?: boolean;
  readonly min?: string;
  readonly max?: string;
  /** For a line of filters: the label stands inside the field. */
  readonly isBare?: true;
  readonly size?: 'xs' | 'sm';
}

/** The picker speaks of wall clocks, "2026-11-21 14:12:00"; the routes of instants. */
const toClock = (instant: string, zone: string): string =>
  Temporal.Instant.from(instant).toZonedDateTimeISO(zone).toPlainDateTime().toString({ smallestUnit: 'second' }).replace('T', ' ');

const toInstant = (clock: string, zone: string): string =>
  Temporal.PlainDateTime.from(clock.replace(' ', 'T')).toZonedDateTime(zone).toInstant().toString();

/** A date and a 24-hour clock in one zone, told in the help line where it is not one's own. */
export function InstantField({
  label,
  description,
  error,
  value,
  onChange,
  zone,
  required,
  min,
  max,
  isBare,
  size = 'sm',
}: InstantFieldProps) {
  const { t } = useTranslation('kernel');
  const own = useZone();
  const read = zone ?? own;
  const limits = {
    ...(min === undefined ? {} : { minDate: toClock(min, read) }),
    ...(max === undefined ? {} : { maxDate: toClock(max, read) }),
  };
  return (
    <DateTimePicker
      {...limits}
      {...(isBare === true ? { 'aria-label': label, placeholder: label, w: 190 } : { label })}
      size={size}
      description={description ?? (read === own ? undefined : t('time.inZone', { zone: read }))}
      error={error}
      required={required ?? false}
      clearable={required !== true}
      clearButtonProps={{ 'aria-label': t('actions.clear') }}
      valueFormat="DD.MM.YYYY HH:mm"
      value={value === null ? null : toClock(value, read)}
      onChange={(clock) => onChange(clock === null ? null : toInstant(clock, read))}
    />
  );
}
