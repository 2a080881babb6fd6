import { useTranslation } from 'react-i18next';
import { listOf, useRoute } from '../../../../web/api/index.ts';
import { DataTable, EmptyState } from '../../../../web/kit/index.ts';
import type { HostDetail } from '../../contract/host-shapes.ts';
import { listJails } from '../../contract/jail-routes.ts';
import { jailHref, useJailColumns } from '../parts/jail-columns.tsx';

/** The jails of one host. */
export function JailsTab({ host }: { readonly host: HostDetail }) {
  const { t } = useTranslation('bans');
  const jails = useRoute(listJails, { id: host.id });
  const columns = useJailColumns({ withHost: false });
  return (
    <DataTable
      name="bans.host-jails"
      label={t('nav.jails')}
      list={listOf(jails)}
      columns={columns}
      rowKey={({ name }) => name}
      rowLabel={({ name }) => name}
      href={jailHref}
      empty={<EmptyState title={t('jails.none')}>{t('jails.noneText')}</EmptyState>}
    />
  );
}
