import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { listUsers, type User } from '../../../kernel/contract/routes/users.ts';
import type { InputOf } from '../../api/call.ts';
import { useList } from '../../api/queries.ts';
import { ChoiceFilter, FilterBar, SearchFilter } from '../../kit/FilterBar.tsx';
import { IconPlus } from '../../kit/icons.ts';
import { Button, useDisclosure } from '../../kit/mantine.ts';
import { useUrlFilters } from '../../kit/navigation.tsx';
import { Page } from '../../kit/Page.tsx';
import { EmptyState } from '../../kit/states.tsx';
import { TimeAgo } from '../../kit/Time.tsx';
import type { Column } from '../../kit/table/columns.ts';
import { DataTable } from '../../kit/table/DataTable.tsx';
import { useGrantText } from './GrantsField.tsx';
import { NewUser } from './NewUser.tsx';
import { PeopleTabs } from './PeopleTabs.tsx';
import { UserMark } from './UserMark.tsx';

const SORTS = ['username', '-username', 'lastLoginAt', '-lastLoginAt'] as const;
const STATES = ['active', 'locked', 'deactivated'] as const;
const FILTERS = { q: z.string(), state: z.string(), sort: z.enum(SORTS) };

export default function UsersPage() {
  const { t } = useTranslation('kernel');
  const [{ q, state, sort = 'username' }, change] = useUrlFilters(FILTERS);
  const [isAdding, adding] = useDisclosure(false);
  const input: InputOf<typeof listUsers> = { sort, ...(q === undefined ? {} : { q }), ...(state === undefined ? {} : { state }) };
  const users = useList(listUsers, input);
  const columns = useColumns();
  return (
    <Page
      title={t('users.title')}
      fit="fill"
      aside={<PeopleTabs at="users" />}
      actions={
        <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={adding.open}>
          {t('users.add')}
        </Button>
      }
      filters={
        <FilterBar isFiltered={q !== undefined || state !== undefined} onClear={() => change({ q: null, state: null })}>
          <SearchFilter label={t('users.search')} value={q} onChange={(text) => change({ q: text })} />
          <ChoiceFilter
            label={t('users.stateFilter')}
            value={state}
            choices={STATES.map((one) => ({ value: one, label: t(`users.state.${one}`) }))}
            onChange={(chosen) => change({ state: chosen })}
          />
        </FilterBar>
      }
    >
      <DataTable
        name="users"
        label={t('users.title')}
        list={users}
        columns={columns}
        rowKey={({ id }) => id}
        rowLabel={({ username }) => username}
        href={({ id }) => `/users/${id}`}
        sort={sort}
        onSort={(next) => change({ sort: next })}
        empty={<EmptyState title={t('states.nothingFound')} />}
      />
      <NewUser isOpen={isAdding} onClose={adding.close} />
    </Page>
  );
}

function useColumns(): readonly Column<User>[] {
  const { t } = useTranslation('kernel');
  const grantText = useGrantText();
  return [
    {
      key: 'username',
      title: t('users.username'),
      width: 180,
      sort: { up: 'username', down: '-username' },
      render: ({ username }) => username,
    },
    { key: 'state', title: t('users.stateFilter'), width: 130, onPhone: true, render: (user) => <UserMark user={user} /> },
    { key: 'name', title: t('users.displayName'), width: 180, render: ({ displayName }) => <bdi>{displayName}</bdi> },
    {
      key: 'grants',
      title: t('users.grants'),
      width: 260,
      grow: true,
      onPhone: true,
      render: ({ isSuperadmin, grants }) => (
        <span>{isSuperadmin ? t('roles.superadmin') : grants.map(grantText).join('; ') || t('users.noGrants')}</span>
      ),
    },
    { key: 'teams', title: t('nav.teams'), width: 160, render: ({ teams }) => <span>{teams.map(({ name }) => name).join(', ')}</span> },
    { key: 'email', title: t('users.email'), width: 200, hidden: true, render: ({ email }) => email ?? '–' },
    {
      key: 'lastLoginAt',
      title: t('users.lastLogin'),
      width: 150,
      sort: { up: 'lastLoginAt', down: '-lastLoginAt' },
      render: ({ lastLoginAt }) => <TimeAgo at={lastLoginAt} none={t('time.never')} />,
    },
  ];
}
