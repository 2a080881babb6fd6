import { useTranslation } from 'react-i18next';
import { StatusMark, useFormat } from '../../../../web/kit/index.ts';
import type { Host } from '../../contract/host-shapes.ts';
import { hostMark } from '../view/marks.ts';

/** How the console stands with a host, and why. Maintenance mutes it. */
export function HostStatus({
  host,
}: {
  readonly host: Pick<Host, 'state' | 'contactedAt' | 'failingSince' | 'failureDetail' | 'maintenance'>;
}) {
  const { t } = useTranslation('bans');
  const why = useWhy(host);
  return (
    <>
      {host.maintenance !== null && <StatusMark mark="muted" label={t('hosts.maintained')} why={host.maintenance.reason} />}
      <StatusMark mark={hostMark(host)} label={t(`state.${host.state}`)} why={why} />
    </>
  );
}

function useWhy({
  state,
  contactedAt,
  failingSince,
  failureDetail,
}: Pick<Host, 'state' | 'contactedAt' | 'failingSince' | 'failureDetail'>): string {
  const { t } = useTranslation('bans');
  const { instant } = useFormat();
  if (state === 'new') return t('stateWhy.new');
  if (state === 'ok') return t('stateWhy.ok', { at: contactedAt === null ? t('never') : instant(contactedAt) });
  return t('stateWhy.failing', { at: failingSince === null ? t('unknown') : instant(failingSince), detail: failureDetail });
}
