import { useTranslation } from 'react-i18next';
import { useRoute } from '../../../../web/api/index.ts';
import { AppLink, EmptyState, Section, Show, TimeAgo, useSiteFilter } from '../../../../web/kit/index.ts';
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
            <ul className="bn-rows">
              {items.map(({ network, asn, organisation, bans, addresses, members, protections, lastAt }) => (
                <li key={network ?? String(asn)}>
                  <span className="bn-rows-what">
                    {network === null ? (
                      <AppLink href={withFilters('/bans/list', { asn: String(asn) })}>{`AS${asn} ${organisation ?? ''}`}</AppLink>
                    ) : (
                      <AppLink href={withFilters('/bans/list', { ip: network })}>{network}</AppLink>
                    )}
                  </span>
                  <span className="bn-rows-text">
                    {t('advice.figures', { count: bans, addresses })}
                    <span className="bn-dim">
                      {members.map(({ address }) => (
                        <span key={address}>
                          <AppLink href={addressHref(address)}>{address}</AppLink>{' '}
                        </span>
                      ))}
                    </span>
                    {protections.map(({ kind, what, whose }) => t(`protection.${kind}`, { what, whose })).join('; ')}
                  </span>
                  <TimeAgo at={lastAt} />
                </li>
              ))}
            </ul>
          )
        }
      </Show>
    </Section>
  );
}
