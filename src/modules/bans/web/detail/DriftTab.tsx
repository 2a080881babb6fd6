import { useTranslation } from 'react-i18next';
import { useRoute } from '../../../../web/api/index.ts';
import { EmptyState, Section, Show, Table, useFormat, WideTable } from '../../../../web/kit/index.ts';
import type { DriftItem, HostDetail } from '../../contract/host-shapes.ts';
import { getDrift } from '../../contract/jail-routes.ts';

/** What the running fail2ban has and its files have not: the next reload would lose it. Asked of the host when the tab is opened. */
export function DriftTab({ host }: { readonly host: HostDetail }) {
  const { t } = useTranslation('bans');
  const { instant } = useFormat();
  const drift = useRoute(getDrift, { id: host.id }, { live: false });
  return (
    <Show answer={drift}>
      {({ items, comparedAt }) => (
        <Section title={t('drift.title')} about={t('drift.about', { at: instant(comparedAt) })}>
          {items.length === 0 ? <EmptyState title={t('drift.none')}>{t('drift.noneText')}</EmptyState> : <DriftTable items={items} />}
        </Section>
      )}
    </Show>
  );
}

function DriftTable({ items }: { readonly items: readonly DriftItem[] }) {
  const { t } = useTranslation('bans');
  return (
    <WideTable minWidth={560}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t('jail')}</Table.Th>
          <Table.Th>{t('drift.setting')}</Table.Th>
          <Table.Th>{t('drift.running')}</Table.Th>
          <Table.Th>{t('drift.configured')}</Table.Th>
          <Table.Th>{t('drift.means')}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {items.map(({ jail, setting, kind, running, configured }) => (
          <Table.Tr key={`${jail} ${setting} ${running ?? ''} ${configured ?? ''}`}>
            <Table.Td>{jail}</Table.Td>
            <Table.Td>{setting}</Table.Td>
            <Table.Td className="bn-code">{running ?? '–'}</Table.Td>
            <Table.Td className="bn-code">{configured ?? '–'}</Table.Td>
            <Table.Td>{t(`drift.kinds.${kind}`)}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </WideTable>
  );
}
