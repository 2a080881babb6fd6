import { useTranslation } from 'react-i18next';
import { AppLink, EmptyState, Section, StatusMark, Table, WideTable } from '../../../../web/kit/index.ts';
import { hostHref } from '../view/host-href.ts';
import type { LookupAnswer, LookupProps } from './parts.ts';

/** Where it is banned at this moment, host by host; a host that did not answer is unknown, not free. */
export function AddressHosts({ found: { hosts } }: LookupProps) {
  const { t } = useTranslation('bans');
  return (
    <Section title={t('lookup.now')} about={t('lookup.nowAbout')}>
      {hosts.length === 0 ? (
        <EmptyState title={t('hosts.empty')} />
      ) : (
        <WideTable minWidth={360}>
          <Table.Tbody>
            {hosts.map((host) => (
              <Table.Tr key={host.id}>
                <Table.Td>
                  <AppLink href={hostHref(host.id)}>{host.name}</AppLink>
                </Table.Td>
                <Table.Td>
                  <HostAnswer host={host} />
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </WideTable>
      )}
    </Section>
  );
}

function HostAnswer({ host: { jails, failure } }: { readonly host: LookupAnswer['hosts'][number] }) {
  const { t } = useTranslation('bans');
  if (jails === null)
    return (
      <StatusMark mark="unknown" label={t('lookup.noAnswer')} why={t(`refusals.${failure ?? 'bans.host_unreachable'}`, { reason: '' })} />
    );
  if (jails.length === 0) return <StatusMark mark="off" label={t('lookup.free')} />;
  const names = jails
    .map(({ name, network }) => (network.includes('/') ? t('lookup.byNetwork', { jail: name, network }) : name))
    .join(', ');
  return <StatusMark mark="critical" label={t('lookup.bannedIn', { jails: names })} />;
}
