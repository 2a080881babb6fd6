import { Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { type ReactNode, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { listPeople } from '../../kernel/contract/routes/users.ts';
import { isKnownZone } from '../../shared/zones.ts';
import { useSites } from '../api/me.tsx';
import { useRoute } from '../api/queries.ts';
import { useFormat } from './use-format.ts';

interface PickerProps<Value> {
  readonly label: string;
  readonly description?: ReactNode;
  readonly error?: ReactNode;
  readonly value: Value | null;
  onChange(value: Value | null): void;
  readonly required?: boolean;
}

const ZONES: readonly string[] = ['UTC', ...Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC')];

/** Browsers list one name per zone: a stored alias of it (Asia/Kathmandu where they say Asia/Katmandu) is offered beside them. */
const zonesWith = (value: string | null): string[] => (value === null || ZONES.includes(value) ? [...ZONES] : [value, ...ZONES]);

/** An IANA zone, found by typing any part of its name; the help line tells its clock. */
export function ZoneSelect({ label, description, error, value, onChange, required }: PickerProps<string>) {
  const { t } = useTranslation('kernel');
  const format = useFormat();
  const clock =
    value === null || !isKnownZone(value)
      ? description
      : t('time.thereNow', { clock: format.clock(Temporal.Now.instant().toString(), value) });
  return (
    <Select
      searchable
      clearable={required !== true}
      clearButtonProps={{ 'aria-label': t('actions.clear') }}
      limit={60}
      data={zonesWith(value)}
      label={label}
      description={clock}
      error={error}
      value={value}
      required={required ?? false}
      nothingFoundMessage={t('states.nothingFound')}
      onChange={onChange}
      filter={({ options, search }) => {
        const wanted = search.trim().toLowerCase().replaceAll(' ', '_');
        return options.filter((option) => 'value' in option && String(option.value).toLowerCase().includes(wanted));
      }}
    />
  );
}

/** A site for a form; shows nothing while there is only one. */
export function SiteSelect({ label, description, error, value, onChange, required }: PickerProps<string>) {
  const { t } = useTranslation('kernel');
  const sites = useSites();
  if (sites.length < 2) return null;
  return (
    <Select
      searchable={sites.length > 8}
      clearable={required !== true}
      clearButtonProps={{ 'aria-label': t('actions.clear') }}
      data={sites.map((site) => ({ value: site.id, label: site.name }))}
      label={label}
      description={description}
      error={error}
      value={value}
      required={required ?? false}
      onChange={onChange}
    />
  );
}

/** A user or a team. */
export type PersonChoice = { readonly kind: 'user' | 'team'; readonly id: string; readonly name: string };

interface PersonPickerProps extends PickerProps<PersonChoice> {
  /** Teams can be chosen too. */
  readonly withTeams?: boolean;
}

/** People by name, asked from the server while typing. */
export function PersonPicker({ label, description, error, value, onChange, required, withTeams }: PersonPickerProps) {
  const { t } = useTranslation('kernel');
  const [typed, setTyped] = useState('');
  const [q] = useDebouncedValue(typed, 200);
  const isChosen = value !== null && q === value.name;
  const people = useRoute(
    listPeople,
    { limit: 20, ...(q.trim() === '' || isChosen ? {} : { q: q.trim() }) },
    { keepLast: true, live: false },
  );
  const choices = useMemo(() => {
    const users = (people.value?.users ?? []).map(
      (user): PersonChoice => ({
        kind: 'user',
        id: user.id,
        name: user.displayName === '' ? user.username : `${user.displayName} (${user.username})`,
      }),
    );
    const teams =
      withTeams === true ? (people.value?.teams ?? []).map((team): PersonChoice => ({ kind: 'team', id: team.id, name: team.name })) : [];
    const found = [...users, ...teams];
    return value === null || found.some(({ id }) => id === value.id) ? found : [value, ...found];
  }, [people.value, withTeams, value]);
  const options = choices.map((choice) => ({ value: choice.id, label: choice.name, kind: choice.kind }));
  const grouped = (['user', 'team'] as const).map((kind) => ({
    group: t(`people.${kind}s`),
    items: options.filter((option) => option.kind === kind).map(({ value: id, label: name }) => ({ value: id, label: name })),
  }));
  return (
    <Select
      searchable
      clearable={required !== true}
      clearButtonProps={{ 'aria-label': t('actions.clear') }}
      data={withTeams === true ? grouped : (grouped[0]?.items ?? [])}
      filter={({ options: all }) => all}
      label={label}
      description={description}
      error={error}
      value={value?.id ?? null}
      required={required ?? false}
      nothingFoundMessage={t('states.nothingFound')}
      onSearchChange={setTyped}
      onChange={(id) => onChange(choices.find((choice) => choice.id === id) ?? null)}
    />
  );
}
