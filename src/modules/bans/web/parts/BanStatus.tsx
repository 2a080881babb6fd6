import { useTranslation } from 'react-i18next';
import { StatusMark, useFormat } from '../../../../web/kit/index.ts';
import type { Ban } from '../../contract/ban-shapes.ts';

/** Whether a ban holds, until when, or how it ended. */
export function BanStatus({ ban }: { readonly ban: Pick<Ban, 'isActive' | 'isPermanent' | 'endsAt' | 'endedAt' | 'endedHow'> }) {
  const { t } = useTranslation('bans');
  const { instant } = useFormat();
  if (ban.isActive) {
    const until = ban.isPermanent
      ? t('banState.forever')
      : t('banState.until', { at: ban.endsAt === null ? t('unknown') : instant(ban.endsAt) });
    return <StatusMark mark="critical" label={t('banState.active')} why={until} />;
  }
  const at = ban.endedAt ?? ban.endsAt;
  const how = t(`endedHow.${ban.endedHow ?? 'unseen'}`);
  return <StatusMark mark="off" label={t('banState.ended')} why={at === null ? how : t('banState.endedWhy', { how, at: instant(at) })} />;
}
