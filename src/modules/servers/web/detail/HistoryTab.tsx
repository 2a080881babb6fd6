import { useTranslation } from 'react-i18next';
import { Can, type OutputOf, useList } from '../../../../web/api/index.ts';
import {
  AppLink,
  Badge,
  Button,
  EmptyState,
  Group,
  Instant,
  LoadingLines,
  ProblemState,
  Section,
  Table,
  Text,
  WideTable,
} from '../../../../web/kit/index.ts';
import { listUpdates } from '../../contract/routes.ts';
import type { ServerDetail } from '../../contract/shapes.ts';

type Update = OutputOf<typeof listUpdates>['items'][number];

/** Update records, newest first, each with the packages it changed. */
export function HistoryTab({ server }: { readonly server: ServerDetail }) {
  const { t } = useTranslation('servers');
  const updates = useList(listUpdates, { id: server.id, limit: 50 });
  return (
    <Section title={t('history.title')} actions={<AuditLink id={server.id} />}>
      <UpdateList list={updates} />
    </Section>
  );
}

function AuditLink({ id }: { readonly id: string }) {
  const { t } = useTranslation('servers');
  return (
    <Can do="audit:read">
      <AppLink href={`/audit?subjectId=${id}`}>{t('history.audit')}</AppLink>
    </Can>
  );
}

function UpdateList({ list }: { readonly list: ReturnType<typeof useList<typeof listUpdates>> }) {
  const { t } = useTranslation('servers');
  if (list.isLoading) return <LoadingLines />;
  if (list.problem !== null && list.items.length === 0) return <ProblemState problem={list.problem} onRetry={list.refetch} />;
  if (list.items.length === 0) return <EmptyState title={t('history.empty')}>{t('history.emptyText')}</EmptyState>;
  return (
    <>
      <ol className="sv-history">
        {list.items.map((update) => (
          <li key={update.id}>
            <UpdateEntry update={update} />
          </li>
        ))}
      </ol>
      {list.hasMore && (
        <Button variant="default" loading={list.isLoadingMore} onClick={list.loadMore}>
          {t('history.older')}
        </Button>
      )}
    </>
  );
}

function UpdateEntry({ update }: { readonly update: Update }) {
  const { t } = useTranslation('servers');
  const source =
    update.source === 'person'
      ? t('history.byPerson', { by: update.by ?? t('history.somebody') })
      : t(update.source === 'report' ? 'history.byReport' : 'history.byHandOff');
  return (
    <>
      <Group gap="sm">
        <Text component="span" fw={600}>
          <Instant at={update.at} />
        </Text>
        <Text component="span" size="sm">
          {source}
        </Text>
        {!update.isComplete && (
          <Badge variant="default" tt="none">
            {t('history.partial')}
          </Badge>
        )}
        {update.confirmedRisky && (
          <Badge variant="default" tt="none">
            {t('history.confirmedRisky')}
          </Badge>
        )}
      </Group>
      {update.note !== '' && <p className="sv-note ct-lines">{update.note}</p>}
      <PackageChanges packages={update.packages} />
    </>
  );
}

function PackageChanges({ packages }: Pick<Update, 'packages'>) {
  const { t } = useTranslation('servers');
  if (packages.length === 0) return <p className="sv-second sv-note">{t('history.noPackages')}</p>;
  return (
    <details>
      <summary className="sv-second">{t('history.packages', { count: packages.length })}</summary>
      <WideTable minWidth={420}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('packages.name')}</Table.Th>
            <Table.Th>{t('history.from')}</Table.Th>
            <Table.Th>{t('history.to')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {packages.map(({ name, from, to }) => (
            <Table.Tr key={`${name} ${from} ${to}`}>
              <Table.Td>{name}</Table.Td>
              <Table.Td className="ct-figures">{from ?? t('history.added')}</Table.Td>
              <Table.Td className="ct-figures">{to ?? t('history.removed')}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </WideTable>
    </details>
  );
}
