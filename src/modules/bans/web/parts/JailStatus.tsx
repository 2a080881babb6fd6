import { useTranslation } from 'react-i18next';
import { StatusMark, useFormat } from '../../../../web/kit/index.ts';
import type { Jail } from '../../contract/host-shapes.ts';
import { jailFault, jailMark } from '../view/marks.ts';

/** Whether a jail runs, and whether it can ban anybody. */
export function JailStatus({ jail }: { readonly jail: Jail }) {
  const { t } = useTranslation('bans');
  const { instant } = useFormat();
  const fault = jailFault(jail);
  if (fault !== null) return <StatusMark mark={jailMark(jail)} label={t(`jails.${fault}`)} why={t(`jails.${fault}-why`)} />;
  const at = instant(jail.goneAt ?? jail.seenAt);
  return <StatusMark mark={jailMark(jail)} label={t(`jailState.${jail.state}`)} why={t(`jailStateWhy.${jail.state}`, { at })} />;
}
