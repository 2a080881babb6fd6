import { useTranslation } from 'react-i18next';
import { listPeople } from '../../../../kernel/contract/routes/users.ts';
import { useMe, useRoute } from '../../../../web/api/index.ts';
import { type Choice, ChoiceFilter, FilterBar, SearchFilter } from '../../../../web/kit/index.ts';
import { listSchedules, listServers } from '../../contract/routes.ts';
import { REPORT_STATES, UPDATE_STATUSES, WINDOW_STATUSES } from '../../contract/shapes.ts';
import { isFiltered, replaceBy, type ServerFilters } from '../view/filters.ts';
import { SavedFilters } from './SavedFilters.tsx';

type Change = Readonly<Record<string, string | null | undefined>>;

interface ServerFilterBarProps {
  readonly filters: ServerFilters;
  change(change: Change): void;
}

/** One line of filters; the URL holds their state. */
export function ServerFilterBar({ filters, change }: ServerFilterBarProps) {
  const { t } = useTranslation('servers');
  const set = (name: keyof ServerFilters) => (value: string | null) => change({ [name]: value });
  const choices = (values: readonly string[], room: string): Choice[] =>
    values.map((value) => ({ value, label: t(`marks.${room}.${value}`) }));
  return (
    <FilterBar isFiltered={isFiltered(filters)} onClear={() => change({ ...replaceBy({}), sort: filters.sort })}>
      <SavedFilters filters={filters} onChoose={(chosen) => change(replaceBy(chosen))} />
      <SearchFilter label={t('list.search')} value={filters.q} onChange={set('q')} />
      <ChoiceFilter
        label={t('filters.status')}
        value={filters.status}
        choices={choices(UPDATE_STATUSES, 'update')}
        onChange={set('status')}
      />
      <ChoiceFilter
        label={t('filters.window')}
        value={filters.window}
        choices={choices(WINDOW_STATUSES, 'window')}
        onChange={set('window')}
      />
      <ChoiceFilter
        label={t('filters.report')}
        value={filters.report}
        choices={choices(REPORT_STATES, 'report')}
        onChange={set('report')}
      />
      <ResponsibleFilter value={filters.responsible} onChange={set('responsible')} />
      <ScheduleFilter value={filters.scheduleId} onChange={set('scheduleId')} />
      <TagFilter value={filters.tag} onChange={set('tag')} />
      <NeedsFilter filters={filters} change={change} />
    </FilterBar>
  );
}

/** Two yes-or-no filters under one button. */
function NeedsFilter({ filters, change }: ServerFilterBarProps) {
  const { t } = useTranslation('servers');
  const names = ['hasSecurityUpdates', 'rebootRequired'] as const;
  const chosen = names.filter((name) => filters[name] === 'true');
  const choices = [
    { value: 'hasSecurityUpdates', label: t('filters.security') },
    { value: 'rebootRequired', label: t('filters.reboot') },
  ];
  const choose = (value: string | null) => {
    const wanted = value?.split(',') ?? [];
    change(Object.fromEntries(names.map((name) => [name, wanted.includes(name) ? 'true' : null])));
  };
  return <ChoiceFilter label={t('filters.needs')} value={chosen.join(',') || undefined} choices={choices} onChange={choose} />;
}

interface OneFilterProps {
  readonly value: string | undefined;
  onChange(value: string | null): void;
}

function ResponsibleFilter({ value, onChange }: OneFilterProps) {
  const { t } = useTranslation('servers');
  const me = useMe();
  const people = useRoute(listPeople, { limit: 100 }, { live: false }).value;
  const named = [
    ...(people?.users ?? []).filter(({ id }) => id !== me.id).map(({ id, username }) => ({ value: id, label: username })),
    ...(people?.teams ?? []).map(({ id, name }) => ({ value: id, label: name })),
  ];
  const choices = [{ value: 'me', label: t('filters.ownerMe') }, { value: 'none', label: t('filters.ownerNone') }, ...named];
  return <ChoiceFilter single label={t('filters.owner')} value={value} choices={choices} onChange={onChange} />;
}

export function ScheduleFilter({ value, onChange }: OneFilterProps) {
  const { t } = useTranslation('servers');
  const schedules = useRoute(listSchedules, { limit: 200 }).value?.items ?? [];
  if (schedules.length === 0) return null;
  const choices = schedules.map(({ id, name }) => ({ value: id, label: name }));
  return <ChoiceFilter single label={t('filters.schedule')} value={value} choices={choices} onChange={onChange} />;
}

/** Offers the tags of the first servers, and the chosen one whatever it is. */
function TagFilter({ value, onChange }: OneFilterProps) {
  const { t } = useTranslation('servers');
  const servers = useRoute(listServers, { limit: 200 }, { live: false }).value?.items ?? [];
  const tags = [...new Set([...servers.flatMap((server) => server.tags), ...(value === undefined ? [] : [value])])].sort();
  if (tags.length === 0) return null;
  return (
    <ChoiceFilter
      single
      label={t('filters.tag')}
      value={value}
      choices={tags.map((tag) => ({ value: tag, label: tag }))}
      onChange={onChange}
    />
  );
}
