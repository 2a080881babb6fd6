import { useTranslation } from 'react-i18next';
import { useRoute } from '../../../../web/api/index.ts';
import { StatusMark } from '../../../../web/kit/index.ts';
import { getPlaces } from '../../contract/stats-routes.ts';

/** Without files nobody knows where an address is: that is said, and how to change it. Nothing while both work. */
export function PlacesNote() {
  const { t } = useTranslation('bans');
  const { value } = useRoute(getPlaces, {});
  if (value === undefined || value.web.isOn) return null;
  const { country, asn } = value;
  if (country.state === 'none' && asn.state === 'none') return <Note label={t('places.none')} why={t('places.noneWhy')} />;
  const broken = [country, asn].filter(({ state }) => state === 'broken').map(({ code }) => t(`refusals.${code ?? ''}`));
  return broken.length === 0 ? null : <Note label={t('places.broken')} why={broken.join(' ')} />;
}

function Note({ label, why }: { readonly label: string; readonly why: string }) {
  return (
    <p className="bn-note">
      <StatusMark mark="unknown" label={label} why={why} />
    </p>
  );
}
