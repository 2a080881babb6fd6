import { useTranslation } from 'react-i18next';
import { useList } from '../../../../web/api/index.ts';
import { Button, ChoiceFilter, FilterBar, SearchFilter, useFormat, useSiteFilter } from '../../../../web/kit/index.ts';
import { listHosts } from '../../contract/host-routes.ts';
import { listAllJails } from '../../contract/jail-routes.ts';
import { PROVENANCES } from '../../domain/host.ts';
import { type BanFilters, NO_FILTERS, PERIODS } from '../view/filters.ts';

interface BanFilterBarProps {
  readonly filters: BanFilters;
  change(next: { readonly [Name in keyof BanFilters]?: string | null }): void;
  /** Names the period that counts while none is chosen. */
  readonly usualPeriod: (typeof PERIODS)[number];
  readonly withState?: boolean;
}

/** What bans are narrowed by, in the URL of the dashboard and of the list alike. */
export function BanFilterBar({ filters, change, usualPeriod, withState = false }: BanFilterBarProps) {
  const { t } = useTranslation('bans');
  const { country } = useFormat();
  const siteId = useSiteFilter();
  const site = siteId === undefined ? {} : { siteId };
  const hosts = useList(listHosts, { limit: 200, ...site }, { live: ['assets'] });
  const jails = useList(listAllJails, { limit: 200, ...site });
  const jailNames = [...new Set((jails.items ?? []).map(({ name }) => name))];
  const isFiltered = Object.values(filters).some((value) => value !== undefined);
  return (
    <FilterBar isFiltered={isFiltered} onClear={() => change(NO_FILTERS)}>
      <SearchFilter value={filters.ip} onChange={(ip) => change({ ip })} label={t('filters.ip')} />
      <ChoiceFilter
        label={t('filters.period')}
        single
        value={filters.period ?? usualPeriod}
        choices={PERIODS.map((value) => ({ value, label: t(`periods.${value}`) }))}
        onChange={(period) => change({ period: period === usualPeriod ? null : period })}
      />
      <ChoiceFilter
        label={t('host')}
        single
        value={filters.host}
        choices={(hosts.items ?? []).map(({ id, name }) => ({ value: id, label: name }))}
        onChange={(host) => change({ host })}
      />
      <ChoiceFilter
        label={t('jail')}
        single
        value={filters.jail}
        choices={jailNames.map((name) => ({ value: name, label: name }))}
        onChange={(jail) => change({ jail })}
      />
      <ChoiceFilter
        label={t('filters.provenance')}
        value={filters.provenance}
        choices={PROVENANCES.map((value) => ({ value, label: t(`provenance.${value}`) }))}
        onChange={(provenance) => change({ provenance })}
      />
      {withState && (
        <ChoiceFilter
          label={t('filters.state')}
          single
          value={filters.state}
          choices={(['active', 'ended'] as const).map((value) => ({ value, label: t(`banState.${value}`) }))}
          onChange={(state) => change({ state })}
        />
      )}
      {filters.country !== undefined && (
        <Button size="compact-sm" variant="light" onClick={() => change({ country: null })}>
          {t('filters.only', { what: filters.country === 'none' ? t('unknown') : country(filters.country) })}
        </Button>
      )}
      {filters.asn !== undefined && (
        <Button size="compact-sm" variant="light" onClick={() => change({ asn: null })}>
          {t('filters.only', { what: filters.asn === 'none' ? t('unknown') : `AS${filters.asn}` })}
        </Button>
      )}
    </FilterBar>
  );
}
