import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { AppLink, EmptyState, Section, Table, TimeAgo, useNow, WideTable } from '../../../../web/kit/index.ts';
import { BanLinesDialog } from '../dialogs/BanLinesDialog.tsx';
import { BanStatus } from '../parts/BanStatus.tsx';
import { withFilters } from '../view/filters.ts';
import type { LookupProps } from './parts.ts';

/** Its last bans from the archive, and what was asked of hosts about it. */
export function AddressHistory({ found: { address, bans, orders } }: LookupProps) {
  const { t } = useTranslation('bans');
  return (
    <>
      <Section title={t('lookup.history')} actions={<AppLink href={withFilters('/bans/list', { ip: address })}>{t('lookup.all')}</AppLink>}>
        {bans.length === 0 ? <EmptyState title={t('lookup.never')} /> : <BanTable bans={bans} />}
      </Section>
      {orders.length > 0 && (
        <Section title={t('lookup.orders')} about={t('lookup.ordersAbout')}>
          <OrderTable orders={orders} />
        </Section>
      )}
    </>
  );
}

type KnownBan = LookupProps['found']['bans'][number];

function BanTable({ bans }: Pick<LookupProps['found'], 'bans'>) {
  const { t } = useTranslation('bans');
  const now = useNow();
  const [opened, setOpened] = useState<KnownBan | null>(null);
  return (
    <>
      <WideTable minWidth={560}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('list.at')}</Table.Th>
            <Table.Th>{t('host')}</Table.Th>
            <Table.Th>{t('jail')}</Table.Th>
            <Table.Th>{t('list.status')}</Table.Th>
            <Table.Th>{t('filters.provenance')}</Table.Th>
            <Table.Th>{t('note')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {bans.map((ban) => (
            <Table.Tr key={ban.id}>
              <Table.Td>
                <button type="button" className="bn-open" onClick={() => setOpened(ban)}>
                  <TimeAgo at={ban.at} />
                </button>
              </Table.Td>
              <Table.Td>{ban.host.name}</Table.Td>
              <Table.Td>{ban.jail}</Table.Td>
              <Table.Td>
                <BanStatus ban={statusOf(ban, now)} />
              </Table.Td>
              <Table.Td>{t(`provenance.${ban.provenance}`)}</Table.Td>
              <Table.Td>
                <bdi>{ban.note}</bdi>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </WideTable>
      {opened !== null && (
        <BanLinesDialog
          id={opened.id}
          title={t('list.why', { address: opened.address, jail: opened.jail, host: opened.host.name })}
          onClose={() => setOpened(null)}
        />
      )}
    </>
  );
}

const ENDS = ['expired', 'unbanned', 'purged'] as const;

/** A ban whose time is over has ended, whether or not a look at its host has said so yet. */
function statusOf({ endsAt, endedAt, endedHow }: KnownBan, nowMs: number) {
  const isOver = endsAt !== null && Temporal.Instant.from(endsAt).epochMilliseconds <= nowMs;
  const how = ENDS.find((end) => end === endedHow) ?? null;
  return { isActive: endedAt === null && !isOver, isPermanent: endsAt === null, endsAt, endedAt, endedHow: how };
}

function OrderTable({ orders }: Pick<LookupProps['found'], 'orders'>) {
  const { t } = useTranslation('bans');
  return (
    <WideTable minWidth={560}>
      <Table.Tbody>
        {orders.map(({ id, kind, host, jail, state, createdAt, by, note }) => (
          <Table.Tr key={id}>
            <Table.Td>
              <TimeAgo at={createdAt} />
            </Table.Td>
            <Table.Td>{t(`order.kind.${kind}`)}</Table.Td>
            <Table.Td>{jail === null ? host.name : `${host.name}, ${jail}`}</Table.Td>
            <Table.Td>{t(`order.state.${state}`)}</Table.Td>
            <Table.Td>{by?.name ?? t('order.byConsole')}</Table.Td>
            <Table.Td>
              <bdi>{note}</bdi>
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </WideTable>
  );
}
