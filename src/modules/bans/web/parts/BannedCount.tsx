import { useTranslation } from 'react-i18next';
import { useFormat } from '../../../../web/kit/index.ts';

/** How many are banned: with its unit where no head of a column says it, on a phone. */
export function BannedCount({ count }: { readonly count: number }) {
  const { t } = useTranslation('bans');
  const { number } = useFormat();
  return (
    <span className="bn-count" data-unit={t('jails.bannedUnit')}>
      {number(count)}
    </span>
  );
}
