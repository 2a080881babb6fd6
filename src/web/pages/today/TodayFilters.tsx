import { useTranslation } from 'react-i18next';
import { SEVERITIES } from '../../../kernel/contract/severity.ts';
import { ChoiceFilter, FilterBar, SearchFilter } from '../../kit/FilterBar.tsx';
import { markOfSeverity, StatusMark } from '../../kit/StatusMark.tsx';
import { useModules } from '../../shell/navigation.ts';

interface TodayFiltersProps {
  readonly filters: { readonly q: string | undefined; readonly severity: string | undefined; readonly module: string | undefined };
  onChange(change: Readonly<Record<string, string | null>>): void;
}

/** One line: text, severity, module where there are several. The site is the shell's. */
export function TodayFilters({ filters, onChange }: TodayFiltersProps) {
  const { t } = useTranslation('kernel');
  const modules = useModules();
  const isFiltered = Object.values(filters).some((value) => value !== undefined);
  return (
    <FilterBar isFiltered={isFiltered} onClear={() => onChange({ q: null, severity: null, module: null })}>
      <SearchFilter label={t('today.search')} value={filters.q} onChange={(q) => onChange({ q })} />
      <ChoiceFilter
        label={t('today.severity')}
        value={filters.severity}
        choices={SEVERITIES.toReversed().map((severity) => ({
          value: severity,
          label: t(`severity.${severity}`),
          mark: <StatusMark mark={markOfSeverity(severity)} label={t(`severity.${severity}`)} />,
        }))}
        onChange={(severity) => onChange({ severity })}
      />
      {modules.length > 1 && (
        <ChoiceFilter
          label={t('today.module')}
          value={filters.module}
          choices={modules.map(({ name }) => ({ value: name, label: t(`${name}:title`, { defaultValue: name }) }))}
          onChange={(module) => onChange({ module })}
        />
      )}
    </FilterBar>
  );
}
