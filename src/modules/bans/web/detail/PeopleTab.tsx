import { useTranslation } from 'react-i18next';
import { RESPONSIBILITY_ROLES, type ResponsibilityRole } from '../../../../kernel/contract/permission.ts';
import type { Responsible } from '../../../../kernel/contract/routes/shapes.ts';
import { useAction } from '../../../../web/api/index.ts';
import {
  Button,
  EmptyState,
  KitForm,
  type PersonChoice,
  PersonPicker,
  Section,
  SegmentedControl,
  Table,
  toast,
  useConfirm,
  useKitForm,
  WideTable,
} from '../../../../web/kit/index.ts';
import { addHostPerson, removeHostPerson } from '../../contract/host-routes.ts';
import type { HostDetail } from '../../contract/host-shapes.ts';

interface PeopleProps {
  readonly host: HostDetail;
}

/** Who answers for the host. */
export function PeopleTab({ host }: PeopleProps) {
  const { t } = useTranslation('bans');
  const mayEdit = host.may.includes('bans:hosts');
  return (
    <>
      <Section title={t('people.title')} about={t('people.text')}>
        {host.responsibles.length === 0 ? (
          <EmptyState title={t('people.empty')}>{t('people.emptyText')}</EmptyState>
        ) : (
          <WideTable minWidth={330}>
            <Table.Tbody>
              {host.responsibles.map((person) => (
                <PersonRow key={person.userId ?? person.teamId} host={host} person={person} />
              ))}
            </Table.Tbody>
          </WideTable>
        )}
      </Section>
      {mayEdit && (
        <Section title={t('people.add')}>
          <AddHostPerson host={host} />
        </Section>
      )}
    </>
  );
}

function PersonRow({ host, person }: PeopleProps & { readonly person: Responsible }) {
  const { t } = useTranslation('bans');
  const ask = useConfirm();
  const remove = useAction(removeHostPerson, { touches: ['assets', 'findings'] });
  const { username: name, role, userId, teamId } = person;
  const question = () =>
    ask({
      title: t('people.removeDo', { name }),
      body: t('people.removeAsk', { name, host: host.name }),
      verb: t('people.removeDo', { name }),
      tone: 'danger',
      run: () => remove.run({ id: host.id, personId: userId ?? teamId ?? '' }),
    });
  return (
    <Table.Tr>
      <Table.Td>
        <bdi>{name}</bdi> {teamId !== null && t('people.isTeam')}
      </Table.Td>
      <Table.Td>{t(`roles.${role}`)}</Table.Td>
      <Table.Td align="right">
        {host.may.includes('bans:hosts') && (
          <Button size="compact-sm" variant="default" aria-label={t('people.removeDo', { name })} onClick={question}>
            {t('people.remove')}
          </Button>
        )}
      </Table.Td>
    </Table.Tr>
  );
}

const EMPTY: { readonly person: PersonChoice | null; readonly role: ResponsibilityRole } = { person: null, role: 'owner' };

interface AddHostPersonProps {
  readonly host: Pick<HostDetail, 'id' | 'name'>;
  /** Given where the form stands in a dialog. */
  readonly onClose?: () => void;
}

/** Makes a person or a team responsible; somebody who is already gets the other role. */
export function AddHostPerson({ host, onClose }: AddHostPersonProps) {
  const { t } = useTranslation('bans');
  const form = useKitForm({
    initial: EMPTY,
    route: addHostPerson,
    touches: ['assets', 'findings'],
    toInput: ({ person, role }) => ({
      ...{ id: host.id, role },
      ...(person?.kind === 'team' ? { teamId: person.id } : {}),
      ...(person?.kind === 'user' ? { userId: person.id } : {}),
    }),
    onDone: (_answer, { person }) => {
      toast.done(t('people.added', { name: person?.name ?? '', host: host.name }));
      form.set('person', null);
      onClose?.();
    },
  });
  const roles = [...RESPONSIBILITY_ROLES].reverse().map((value) => ({ value, label: t(`roles.${value}`) }));
  return (
    <KitForm form={form} verb={t('people.submit')} {...(onClose === undefined ? {} : { onCancel: onClose })}>
      <PersonPicker label={t('people.person')} description={t('people.personHelp')} withTeams required {...form.choice('person')} />
      <SegmentedControl
        aria-label={t('people.role')}
        data={roles}
        value={form.values.role}
        onChange={(role) => form.set('role', role === 'maintainer' ? 'maintainer' : 'owner')}
      />
    </KitForm>
  );
}
