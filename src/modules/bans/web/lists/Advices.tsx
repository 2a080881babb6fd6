import { useTranslation } from 'react-i18next';
import { useRoute } from '../../../../web/api/index.ts';
import { AppLink, EmptyState, Section, Show, Table, TimeAgo, useSiteFilter, WideTable } from '../../../../web/kit/index.ts';
import { getAdvice } from '../../contract/spread-routes.ts';
import { addressHref, withFilters } from '../view/filters.ts';

/** Networks from which several addresses were banned; a network ban may save work. */
export function Advices() {
  const { t } = useTranslation('bans');
  const siteId = useSiteFilter();
  const advice = useRoute(getAdvice, siteId === undefined ? {} : { siteId });
  return (
    <Section title={t('advice.title')} about={t('advice.about')}>
      <Show answer={advice} lines={4}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState title={t('advice.none')} />
          ) : (
            <WideTable minWidth={640}>
              <Table.Tbody>
                {items.map(({ network, asn, organisation, bans, addresses, members, protections, lastAt }) => (
                  <Table.Tr key={network ?? String(asn)}>
                    <Table.Td>
                      {network === null ? (
                        <AppLink href={withFilters('/bans/list', { asn: String(asn) })}>{`AS${asn} ${organisation ?? ''}`}</AppLink>
                      ) : (
                        <AppLink href={withFilters('/bans/list', { ip: network })}>{network}</AppLink>
                      )}
                    </Table.Td>
                    <Table.Td>{t('advice.figures', { count: bans, addresses })}</Table.Td>
                    <Table.Td>
                      {members.map(({ address }) => (
                        <span key={address}>
                          <AppLink href={addressHref(address)}>{address}</AppLink>{' '}
                        </span>
                      ))}
                    </Table.Td>
                    <Table.Td>
                      <TimeAgo at={lastAt} />
                    </Table.Td>
                    <Table.Td>{protections.map(({ kind, what, whose }) => t(`protection.${kind}`, { what, whose })).join('; ')}</Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </WideTable>
          )
        }
      </Show>
    </Section>
  );
}
