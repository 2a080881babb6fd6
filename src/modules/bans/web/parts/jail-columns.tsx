import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { type Column, useFormat } from '../../../../web/kit/index.ts';
import type { Jail } from '../../contract/host-shapes.ts';
import { useSpan } from '../view/use-span.ts';
import { BannedCount } from './BannedCount.tsx';
import { JailStatus } from './JailStatus.tsx';

export const jailHref = ({ host, name }: Pick<Jail, 'host' | 'name'>): string => `/bans/hosts/${host.id}/jails/${encodeURIComponent(name)}`;

/** The columns of a table of jails; `withHost` where it shows those of several hosts. */
export function useJailColumns({ withHost }: { readonly withHost: boolean }): readonly Column<Jail>[] {
  const { t } = useTranslation('bans');
  const { number } = useFormat();
  const span = useSpan();
  return useMemo(() => {
    const figure = (key: 'currentlyBanned' | 'totalBanned' | 'currentlyFailed' | 'totalFailed') =>
      ({ key, title: t(`jails.${key}`), width: 128, align: 'right', render: (jail: Jail) => number(jail[key]) }) as const;
    const host: Column<Jail> = { key: 'host', title: t('host'), width: 140, onPhone: true, render: (jail) => <bdi>{jail.host.name}</bdi> };
    return [
      { key: 'name', title: t('jail'), width: 180, grow: true, render: (jail) => <bdi>{jail.name}</bdi> },
      ...(withHost ? [host] : []),
      { key: 'status', title: t('jails.status'), width: 140, onPhone: true, render: (jail) => <JailStatus jail={jail} /> },
      { ...figure('currentlyBanned'), onPhone: true, render: (jail) => <BannedCount count={jail.currentlyBanned} /> },
      figure('currentlyFailed'),
      figure('totalBanned'),
      { ...figure('totalFailed'), hidden: true },
      { key: 'banTime', title: t('jails.banTime'), width: 96, align: 'right', render: (jail) => span(jail.banSeconds) },
      { key: 'findTime', title: t('jails.findTime'), width: 96, align: 'right', render: (jail) => span(jail.findSeconds) },
      { key: 'maxRetry', title: t('jails.maxRetry'), width: 112, align: 'right', render: (jail) => jail.maxRetry ?? t('unknown') },
    ];
  }, [t, number, span, withHost]);
}
