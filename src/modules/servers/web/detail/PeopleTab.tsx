import { useTranslation } from 'react-i18next';
import type { ResponsibilityRole } from '../../../../kernel/contract/permission.ts';
import type { Responsible } from '../../../../kernel/contract/routes/shapes.ts';
import { useAction } from '../../../../web/api/index.ts';
import { attempt, Badge, Button, EmptyState, Section, Select, Table, useConfirm, WideTable } from '../../../../web/kit/index.ts';
import { addResponsible, removeResponsible } from '../../contract/routes.ts';
import type { ServerDetail } from '../../contract/shapes.ts';
import { AddPersonForm, roleChoices } from './AddPersonForm.tsx';

interface PeopleProps {
  readonly server: ServerDetail;
}

/** Who answers for the server. */
export function PeopleTab({ server }: PeopleProps) {
  const { t } = useTranslation('servers');
  const mayEdit = server.may.includes('servers:edit');
  return (
    <>
      <Section title={t('people.title')} about={t('people.text')}>
        {server.responsibles.length === 0 ? (
          <EmptyState title={t('people.empty')}>{t('people.emptyText')}</EmptyState>
        ) : (
          <PeopleTable server={server} mayEdit={mayEdit} />
        )}
      </Section>
      {mayEdit && (
        <Section title={t('people.add')}>
          <AddPersonForm server={server} />
        </Section>
      )}
    </>
  );
}

function PeopleTable({ server, mayEdit }: PeopleProps & { readonly mayEdit: boolean }) {
  const { t } = useTranslation('servers');
  return (
    <WideTable minWidth={330}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t('people.person')}</Table.Th>
          <Table.Th>{t('people.role')}</Table.Th>
          {mayEdit && (
            <Table.Th>
              <span className="ct-hidden">{t('people.remove')}</span>
            </Table.Th>
          )}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {server.responsibles.map((person) => (
          <PersonRow key={person.userId ?? person.teamId} server={server} person={person} mayEdit={mayEdit} />
        ))}
      </Table.Tbody>
    </WideTable>
  );
}

interface PersonRowProps extends PeopleProps {
  readonly person: Responsible;
  readonly mayEdit: boolean;
}

const refOf = ({ userId, teamId }: Responsible) => (userId === null ? { teamId: teamId ?? '' } : { userId });

function PersonRow({ server, person, mayEdit }: PersonRowProps) {
  const { t } = useTranslation('servers');
  const change = useAction(addResponsible, { touches: ['assets', 'findings'] });
  const { username: name, role } = person;
  const setRole = (next: ResponsibilityRole) => attempt(() => change.run({ id: server.id, role: next, ...refOf(person) }));
  return (
    <Table.Tr>
      <Table.Td>
        <bdi>{name}</bdi>{' '}
        {person.teamId !== null && (
          <Badge variant="default" tt="none">
            {t('people.team')}
          </Badge>
        )}
      </Table.Td>
      <Table.Td>
        {mayEdit ? (
          <Select
            size="xs"
            w={136}
            aria-label={t('people.change', { name })}
            allowDeselect={false}
            data={roleChoices(t)}
            value={role}
            disabled={change.isPending}
            onChange={(next) => setRole(next === 'owner' ? 'owner' : 'maintainer')}
          />
        ) : (
          t(`roles.${role}`)
        )}
      </Table.Td>
      {mayEdit && (
        <Table.Td align="right">
          <RemoveButton server={server} person={person} />
        </Table.Td>
      )}
    </Table.Tr>
  );
}

function RemoveButton({ server, person }: Omit<PersonRowProps, 'mayEdit'>) {
  const { t } = useTranslation('servers');
  const ask = useConfirm();
  const remove = useAction(removeResponsible, { touches: ['assets', 'findings'] });
  const name = person.username;
  const question = () =>
    ask({
      title: t('people.removeDo', { name }),
      body: t('people.removeAsk', { name, server: server.name }),
      verb: t('people.removeDo', { name }),
      tone: 'danger',
      run: () => remove.run({ id: server.id, userId: person.userId ?? person.teamId ?? '' }),
    });
  return (
    <Button size="compact-sm" variant="default" aria-label={t('people.removeDo', { name })} onClick={question}>
      {t('people.remove')}
    </Button>
  );
}
