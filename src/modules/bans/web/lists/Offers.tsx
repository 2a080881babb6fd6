import { useTranslation } from 'react-i18next';
import { useAction, useCan, useList } from '../../../../web/api/index.ts';
import {
  AppLink,
  attempt,
  Button,
  EmptyState,
  Group,
  LoadingLines,
  ProblemState,
  Section,
  TimeAgo,
  toast,
} from '../../../../web/kit/index.ts';
import { applySpreadOffer, dismissSpreadOffer, listSpreadOffers, type SpreadOffer } from '../../contract/spread-routes.ts';
import { addressHref } from '../view/filters.ts';
import { isEmpty } from '../view/is-empty.ts';

/** What rules of spread offer: a person bans it on the other hosts, or leaves it. */
export function Offers() {
  const { t } = useTranslation('bans');
  const offers = useList(listSpreadOffers, { limit: 50 });
  return (
    <Section title={t('spread.offers')} about={t('spread.offersAbout')}>
      {offers.problem !== null && offers.items.length === 0 && <ProblemState problem={offers.problem} onRetry={offers.refetch} />}
      {offers.isLoading && <LoadingLines lines={3} />}
      {isEmpty(offers) && <EmptyState title={t('spread.noOffers')}>{t('spread.noOffersText')}</EmptyState>}
      {offers.items.length > 0 && (
        <ul className="bn-rows">
          {offers.items.map((offer) => (
            <OfferRow key={offer.id} offer={offer} />
          ))}
        </ul>
      )}
    </Section>
  );
}

function OfferRow({ offer }: { readonly offer: SpreadOffer }) {
  const { t } = useTranslation('bans');
  const bans = offer.evidence.reduce((sum, each) => sum + each.bans, 0);
  return (
    <li>
      <span className="bn-rows-what">
        <AppLink href={addressHref(offer.address)}>{offer.address}</AppLink>
      </span>
      <span className="bn-rows-text">
        {t('spread.evidence', { count: bans, hosts: offer.evidence.map(({ host }) => host.name).join(', ') })}
        <span className="bn-dim">{t('spread.targets', { jail: offer.jail, hosts: offer.targets.map(({ name }) => name).join(', ') })}</span>
      </span>
      <TimeAgo at={offer.createdAt} />
      <span className="bn-rows-act">{offer.state === 'open' ? <Decide offer={offer} /> : t(`spread.state.${offer.state}`)}</span>
    </li>
  );
}

function Decide({ offer: { id, address, site } }: { readonly offer: SpreadOffer }) {
  const { t } = useTranslation('bans');
  const mayBan = useCan('bans:ban', site.id);
  const apply = useAction(applySpreadOffer, { touches: ['findings'] });
  const dismiss = useAction(dismissSpreadOffer, { touches: ['findings'] });
  if (!mayBan) return t('spread.state.open');
  const ban = async () => {
    const { orders } = await apply.run({ id });
    toast.done(t('spread.applied', { address, count: orders.length }));
  };
  return (
    <Group gap="xs" wrap="nowrap">
      <Button size="compact-sm" variant="light" loading={apply.isPending} onClick={() => attempt(ban)}>
        {t('spread.apply')}
      </Button>
      <Button size="compact-sm" variant="default" loading={dismiss.isPending} onClick={() => attempt(() => dismiss.run({ id }))}>
        {t('spread.dismiss')}
      </Button>
    </Group>
  );
}
