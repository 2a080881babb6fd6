import { useTranslation } from 'react-i18next';
import { RESPONSIBILITY_ROLES, type ResponsibilityRole } from '../../../../kernel/contract/permission.ts';
import { KitForm, type PersonChoice, PersonPicker, SegmentedControl, toast, useKitForm } from '../../../../web/kit/index.ts';
import { addResponsible } from '../../contract/routes.ts';
import type { ServerDetail } from '../../contract/shapes.ts';

/** Roles to choose from, the stronger one first. */
export const roleChoices = (t: (key: string) => string) =>
  RESPONSIBILITY_ROLES.map((role) => ({ value: role, label: t(`roles.${role}`) })).reverse();

interface AddValues {
  readonly person: PersonChoice | null;
  readonly role: ResponsibilityRole;
}

const EMPTY: AddValues = { person: null, role: 'owner' };

const personInput = (person: PersonChoice | null) => {
  if (person === null) return {};
  return person.kind === 'team' ? { teamId: person.id } : { userId: person.id };
};

interface AddPersonProps {
  readonly server: Pick<ServerDetail, 'id' | 'name'>;
  /** Given where the form stands in a dialog. */
  readonly onClose?: () => void;
}

/** Adds a person or a team; the server's refusals stand at the picker. */
export function AddPersonForm({ server, onClose }: AddPersonProps) {
  const { t } = useTranslation('servers');
  const form = useKitForm({
    initial: EMPTY,
    route: addResponsible,
    touches: ['assets', 'findings'],
    toInput: ({ person, role }) => ({ id: server.id, role, ...personInput(person) }),
    onDone: (_answer, { person }) => {
      toast.done(t('people.added', { name: person?.name ?? '', server: server.name }));
      form.set('person', null);
      onClose?.();
    },
  });
  return (
    <KitForm form={form} verb={t('people.submit')} {...(onClose === undefined ? {} : { onCancel: onClose })}>
      <PersonPicker label={t('people.person')} description={t('people.personHelp')} withTeams required {...form.choice('person')} />
      <SegmentedControl
        aria-label={t('people.role')}
        data={roleChoices(t)}
        value={form.values.role}
        onChange={(role) => form.set('role', role === 'maintainer' ? 'maintainer' : 'owner')}
      />
    </KitForm>
  );
}
