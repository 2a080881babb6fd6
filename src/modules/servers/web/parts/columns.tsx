import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useSites } from '../../../../web/api/index.ts';
import { type Column, StatusMark, TimeAgo } from '../../../../web/kit/index.ts';
import type { Server } from '../../contract/shapes.ts';
import { rebootMark } from '../view/marks.ts';
import { CountOrUnknown, ServerStatus } from './ServerStatus.tsx';
import { WindowText } from './WindowText.tsx';

const NAMES_SHOWN = 2;

/** The columns of the servers table. */
export function useServerColumns(): readonly Column<Server>[] {
  const { t } = useTranslation('servers');
  const hasSites = useSites().length > 1;
  return useMemo(() => {
    const title = (key: string) => ({ key, title: t(`list.columns.${key}`) });
    const zoneOf = ({ serviceWindow }: Server) => (serviceWindow === null ? {} : { zone: serviceWindow.timeZone });
    const columns: Column<Server>[] = [
      { ...title('name'), width: 164, grow: true, sort: { up: 'name', down: '-name' }, render: (server) => <NameCell server={server} /> },
      {
        ...title('status'),
        width: 190,
        onPhone: true,
        sort: { up: 'status', down: '-status' },
        render: (server) => <ServerStatus server={server} />,
      },
      { ...title('window'), width: 236, onPhone: true, render: (server) => <WindowText server={server} /> },
      {
        ...title('updated'),
        width: 112,
        hidden: hasSites,
        render: (server) => <TimeAgo at={server.lastUpdatedAt} none={t('never')} {...zoneOf(server)} />,
      },
      {
        ...title('due'),
        width: 112,
        sort: { up: 'nextUpdateDueAt', down: '-nextUpdateDueAt' },
        render: (server) => <TimeAgo at={server.nextUpdateDueAt} {...zoneOf(server)} />,
      },
      {
        ...title('pending'),
        width: 104,
        align: 'right',
        sort: { up: 'pendingUpdates', down: '-pendingUpdates' },
        render: (server) => <CountOrUnknown count={server.pendingUpdates} />,
      },
      { ...title('security'), width: 104, align: 'right', render: (server) => <CountOrUnknown count={server.pendingSecurityUpdates} /> },
      { ...title('responsible'), width: 118, render: (server) => <ResponsibleCell server={server} /> },
      { ...title('reboot'), width: 112, hidden: true, render: (server) => <RebootCell required={server.rebootRequired} /> },
      { ...title('os'), width: 100, hidden: true, render: (server) => osText(server) ?? t('unknown') },
      {
        ...title('reported'),
        width: 100,
        hidden: true,
        sort: { up: 'reportedAt', down: '-reportedAt' },
        render: (server) => <TimeAgo at={server.reportedAt} none={t('never')} />,
      },
    ];
    return hasSites ? [...columns, { ...title('site'), width: 118, render: ({ site }) => <span>{site.name}</span> }] : columns;
  }, [t, hasSites]);
}

/** "debian 12 (bookworm)"; null where no report told it. */
export function osText({ os }: Pick<Server, 'os'>): string | null {
  if (os === null) return null;
  return [os.id, os.version].filter((part) => part !== '').join(' ');
}

function NameCell({ server }: { readonly server: Server }) {
  return (
    <span>
      <bdi>{server.name}</bdi>
      {server.hostname !== server.name && <span className="sv-hostname">{server.hostname}</span>}
    </span>
  );
}

function RebootCell({ required }: { readonly required: Server['rebootRequired'] }) {
  const { t } = useTranslation('servers');
  const { mark, word } = rebootMark(required);
  return <StatusMark mark={mark} label={t(`marks.rebootShort.${required}`)} why={t(word)} />;
}

function ResponsibleCell({ server }: { readonly server: Server }) {
  const { t } = useTranslation('servers');
  if (server.responsibles.length === 0) return <StatusMark mark="warning" label={t('nobody')} />;
  const owners = [...server.responsibles].sort((a, b) => Number(b.role === 'owner') - Number(a.role === 'owner'));
  const more = owners.length - NAMES_SHOWN;
  return (
    <span title={owners.map(({ username }) => username).join(', ')}>
      {owners
        .slice(0, NAMES_SHOWN)
        .map(({ username }) => username)
        .join(', ')}
      {more > 0 && ` ${t('list.moreResponsible', { count: more })}`}
    </span>
  );
}
