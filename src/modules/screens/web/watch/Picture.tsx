import { useTranslation } from 'react-i18next';
import { useFormat } from '../../../../web/kit/index.ts';

interface PictureProps {
  readonly screen: { readonly id: string; readonly name: string };
  /** Null: it has sent none. */
  readonly shot: string | null;
  readonly at: string | null;
  readonly size: 'small' | 'full';
}

/** A picture of what a screen shows, or that there is none. */
export function Picture({ screen, shot, at, size }: PictureProps) {
  const { t } = useTranslation('screens');
  const { instant } = useFormat();
  if (shot === null) return <span className="sc-picture sc-picture-none">{t('watch.noPicture')}</span>;
  return (
    <img
      className="sc-picture"
      src={`/api/screens/${screen.id}/screenshots/${shot}?size=${size}`}
      alt={t('watch.pictureOf', { name: screen.name, at: at === null ? t('unknown') : instant(at) })}
      loading="lazy"
      decoding="async"
    />
  );
}
