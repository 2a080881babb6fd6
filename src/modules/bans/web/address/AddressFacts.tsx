import { useTranslation } from 'react-i18next';
import { AppLink, Facts, Section, StatusMark, useFormat } from '../../../../web/kit/index.ts';
import { withFilters } from '../view/filters.ts';
import type { LookupProps } from './parts.ts';

/** Whose it is, and what protects it or names it. */
export function AddressFacts({ found: { place, allowed, protections, blocklists } }: LookupProps) {
  const { t } = useTranslation('bans');
  const { country, instant } = useFormat();
  const [code, asn] = [place?.country ?? null, place?.asn ?? null];
  const allowedText = ({ address, note, until }: (typeof allowed)[number]) =>
    t(until === null ? 'lookup.allowedForever' : 'lookup.allowedUntil', { address, note, until: until === null ? '' : instant(until) });
  return (
    <Section title={t('lookup.facts')}>
      <Facts
        items={[
          [
            t('country'),
            code === null ? (
              t('unknown')
            ) : (
              <AppLink key="c" href={withFilters('/bans', { country: code })}>
                {country(code)}
              </AppLink>
            ),
          ],
          [
            t('lookup.network'),
            asn === null ? (
              t('unknown')
            ) : (
              <AppLink key="a" href={withFilters('/bans/list', { asn: String(asn) })}>{`AS${asn} ${place?.organisation ?? ''}`}</AppLink>
            ),
          ],
          [t('lookup.allowed'), allowed.length === 0 ? t('lookup.no') : allowed.map(allowedText).join('; ')],
          [
            t('lookup.lists'),
            blocklists.length === 0 ? t('lookup.no') : blocklists.map(({ name, network }) => `${name} (${network})`).join(', '),
          ],
          [
            t('lookup.protected'),
            protections.length === 0
              ? t('lookup.no')
              : protections.map(({ kind, what, whose }) => (
                  <StatusMark key={`${kind}${what}`} mark="warning" label={t(`protection.${kind}`, { what, whose })} />
                )),
          ],
        ]}
      />
    </Section>
  );
}
