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

/** The code says why in a sentence with details that are not here; the state says it in a word. */
const STATE_OF: Readonly<Record<string, string>> = {
  'bans.host_sign_in_refused': 'sign-in-refused',
  'bans.host_key_unconfirmed': 'key-unconfirmed',
  'bans.host_key_changed': 'key-changed',
  'bans.not_running': 'not-running',
  'bans.host_refused': 'refused',
};

function HostAnswer({ host: { jails, failure } }: { readonly host: LookupAnswer['hosts'][number] }) {
  const { t } = useTranslation('bans');
  if (jails === null)
    return <StatusMark mark="unknown" label={t('lookup.noAnswer')} why={t(`state.${STATE_OF[failure ?? ''] ?? 'unreachable'}`)} />;
  if (jails.length === 0) return <StatusMark mark="off" label={t('lookup.free')} />;
  const names = jails
    .map(({ name, network }) => (network.includes('/') ? t('lookup.byNetwork', { jail: name, network }) : name))
    .join(', ');
  return <StatusMark mark="critical" label={t('lookup.bannedIn', { jails: names })} />;
}
