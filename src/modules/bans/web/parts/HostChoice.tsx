import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useList } from '../../../../web/api/index.ts';
import { Select, useSiteFilter } from '../../../../web/kit/index.ts';
import { listHosts } from '../../contract/host-routes.ts';

interface HostChoiceProps {
  readonly value: string | undefined;
  onChange(hostId: string | null): void;
}

/** The host that a page is about; the only one is chosen by itself. */
export function HostChoice({ value, onChange }: HostChoiceProps) {
  const { t } = useTranslation('bans');
  const siteId = useSiteFilter();
  const hosts = useList(listHosts, { limit: 200, ...(siteId === undefined ? {} : { siteId }) }, { live: ['assets'] });
  const only = hosts.items?.length === 1 ? hosts.items[0]?.id : undefined;
  useEffect(() => {
    if (value === undefined && only !== undefined) onChange(only);
  });
  return (
    <Select
      size="xs"
      w={240}
      aria-label={t('host')}
      placeholder={t('config.chooseHost')}
      searchable
      allowDeselect={false}
      data={(hosts.items ?? []).map(({ id, name }) => ({ value: id, label: name }))}
      value={value ?? null}
      onChange={onChange}
    />
  );
}
