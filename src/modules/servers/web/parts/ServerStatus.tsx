import { useTranslation } from 'react-i18next';
import { StatusMark, useAgo } from '../../../../web/kit/index.ts';
import type { Server } from '../../contract/shapes.ts';
import { bothClocks } from '../view/clocks.ts';
import { type Marked, markOf, secondMarkOf } from '../view/marks.ts';
import { useReader } from './use-reader.ts';

type Marks = Pick<
  Server,
  'updateStatus' | 'reportState' | 'rebootRequired' | 'maintenance' | 'nextUpdateDueAt' | 'lastUpdatedAt' | 'reportedAt' | 'serviceWindow'
>;

/** The marks of a server, worst first, each with its reason. */
export function ServerStatus({ server }: { readonly server: Marks }) {
  const reader = useReader();
  const why = useWhy(server);
  const marks = [markOf(server, reader.now), secondMarkOf(server, reader.now)].filter((marked) => marked !== null);
  return (
    <span className="sv-marks">
      {marks.map((marked) => (
        <StatusMark key={marked.word} mark={marked.mark} label={reader.t(marked.word)} why={why(marked)} />
      ))}
    </span>
  );
}

function useWhy(server: Marks): (marked: Marked) => string {
  const { t } = useTranslation('servers');
  const ago = useAgo();
  const reader = useReader();
  return ({ word }) => {
    if (word === 'marks.maintenance' && server.maintenance !== null) {
      const until = bothClocks(Temporal.Instant.from(server.maintenance.endsAt), server.serviceWindow?.timeZone ?? null, reader);
      return t('why.maintenance', { until, reason: server.maintenance.reason });
    }
    if (word === 'marks.reboot.yes') return t('why.reboot');
    if (word.startsWith('marks.report.')) {
      return t(`why.${server.reportState}`, { reported: server.reportedAt === null ? t('never') : ago(server.reportedAt) });
    }
    if (server.updateStatus !== 'unscheduled' && server.nextUpdateDueAt === null) return t('why.neverUpdated');
    return t(`why.${server.updateStatus}`, { due: server.nextUpdateDueAt === null ? '' : ago(server.nextUpdateDueAt) });
  };
}

/** A figure that may not be known: then it says so, never 0. */
export function CountOrUnknown({ count }: { readonly count: number | null }) {
  const { t } = useTranslation('servers');
  if (count === null) return <StatusMark mark="unknown" label={t('unknown')} why={t('overview.pendingUnknown')} />;
  return <span className="ct-figures">{count}</span>;
}
