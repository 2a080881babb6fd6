import { useTranslation } from 'react-i18next';
import { endMySession, listMySessions } from '../../../kernel/contract/routes/auth.ts';
import type { OutputOf } from '../../api/call.ts';
import { useAction, useRoute } from '../../api/queries.ts';
import { Badge, Button, Group, Table } from '../../kit/mantine.ts';
import { Show } from '../../kit/states.tsx';
import { TimeAgo } from '../../kit/Time.tsx';
import { attempt, toast } from '../../kit/toast.tsx';
import { WideTable } from '../../kit/WideTable.tsx';

type Session = OutputOf<typeof listMySessions>['items'][number];

/** One's own open sessions, each with its end. */
export function Sessions() {
  const { t } = useTranslation('kernel');
  const answer = useRoute(listMySessions, {}, { live: ['auth', 'users'] });
  return (
    <Show answer={answer} lines={3}>
      {({ items }) => (
        <WideTable minWidth={640}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('account.device')}</Table.Th>
              <Table.Th>{t('account.address')}</Table.Th>
              <Table.Th>{t('account.lastSeen')}</Table.Th>
              <Table.Th>{t('account.expires')}</Table.Th>
              <Table.Th>
                <span className="ct-hidden">{t('account.end')}</span>
              </Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {items.map((session) => (
              <SessionRow key={session.id} session={session} />
            ))}
          </Table.Tbody>
        </WideTable>
      )}
    </Show>
  );
}

function SessionRow({ session }: { readonly session: Session }) {
  const { t } = useTranslation('kernel');
  const end = useAction(endMySession);
  const run = async () => {
    await end.run({ id: session.id });
    toast.done(t('account.ended'));
  };
  return (
    <Table.Tr>
      <Table.Td>
        <Group gap="xs">
          <span title={session.userAgent}>{nameOf(session, t('account.unknownDevice'))}</span>
          {session.isCurrent && <Badge variant="default">{t('account.thisOne')}</Badge>}
        </Group>
      </Table.Td>
      <Table.Td>{session.address ?? '–'}</Table.Td>
      <Table.Td>
        <TimeAgo at={session.lastSeenAt} />
      </Table.Td>
      <Table.Td>
        <TimeAgo at={session.expiresAt} />
      </Table.Td>
      <Table.Td className="ct-text-right">
        {!session.isCurrent && (
          <Button size="compact-sm" variant="default" loading={end.isPending} onClick={() => attempt(run)}>
            {t('account.end')}
          </Button>
        )}
      </Table.Td>
    </Table.Tr>
  );
}

const BROWSERS = [
  ['Edg/', 'Edge'],
  ['OPR/', 'Opera'],
  ['Firefox/', 'Firefox'],
  ['Chrome/', 'Chrome'],
  ['Safari/', 'Safari'],
  ['curl/', 'curl'],
] as const;

const SYSTEMS = ['Android', 'iPhone', 'iPad', 'Windows', 'Mac OS X', 'Linux'] as const;

/** "Firefox, Linux": enough to know one's own things; the whole text is in the tooltip. */
function nameOf({ userAgent }: Session, unknown: string): string {
  const browser = BROWSERS.find(([sign]) => userAgent.includes(sign))?.[1];
  const system = SYSTEMS.find((sign) => userAgent.includes(sign));
  const known = [browser, system].filter((part) => part !== undefined).join(', ');
  return known === '' ? userAgent.slice(0, 40) || unknown : known;
}
