import { useTranslation } from 'react-i18next';
import { RESPONSIBILITY_ROLES, type ResponsibilityRole } from '../../../kernel/contract/permission.ts';
import type { AddPersonRoute } from '../../../kernel/contract/routes/responsible.ts';
import { KitForm } from '../KitForm.tsx';
import { SegmentedControl } from '../mantine.ts';
import { type PersonChoice, PersonPicker } from '../pickers.tsx';
import { toast } from '../toast.tsx';
import { useKitForm } from '../use-kit-form.ts';

/** Roles to choose from, the stronger one first. */
export const roleChoices = (t: (key: string) => string) =>
  RESPONSIBILITY_ROLES.map((role) => ({ value: role, label: t(`assets.roles.${role}`) })).reverse();

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
  readonly asset: { readonly id: string; readonly name: string };
  readonly route: AddPersonRoute;
  /** Given where the form stands in a dialog. */
  readonly onClose?: () => void;
}

/** Makes a person or a team responsible for an asset; somebody who is already gets the other role. Refusals stand at the picker. */
export function AddPersonForm({ asset, route, onClose }: AddPersonProps) {
  const { t } = useTranslation('kernel');
  const form = useKitForm({
    initial: EMPTY,
    route,
    touches: ['assets', 'findings'],
    toInput: ({ person, role }) => ({ id: asset.id, role, ...personInput(person) }),
    onDone: (_answer, { person }) => {
      toast.done(t('assets.added', { name: person?.name ?? '', asset: asset.name }));
      form.set('person', null);
      onClose?.();
    },
  });
  return (
    <KitForm form={form} verb={t('assets.submit')} {...(onClose === undefined ? {} : { onCancel: onClose })}>
      <PersonPicker label={t('assets.person')} description={t('assets.personHelp')} withTeams required {...form.choice('person')} />
      <SegmentedControl
        aria-label={t('assets.role')}
        data={roleChoices(t)}
        value={form.values.role}
        onChange={(role) => form.set('role', role === 'maintainer' ? 'maintainer' : 'owner')}
      />
    </KitForm>
  );
}
