import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { addTeam, editTeam } from '../../../kernel/contract/routes/users.ts';
import { IconX } from '../../kit/icons.ts';
import { KitForm } from '../../kit/KitForm.tsx';
import { ActionIcon, Group, Stack, Text, TextInput } from '../../kit/mantine.ts';
import { PersonPicker } from '../../kit/pickers.tsx';
import { toast } from '../../kit/toast.tsx';
import { useKitForm } from '../../kit/use-kit-form.ts';
import { type Grant, GrantsField } from './GrantsField.tsx';
import type { Team } from './TeamsPage.tsx';

type Member = Team['members'][number];

interface TeamFormProps {
  readonly team: Team | null;
  onClose(): void;
}

interface TeamValues {
  readonly name: string;
  readonly memberIds: readonly Member[];
  readonly grants: readonly Grant[];
}

const valuesOf = (team: Team | null): TeamValues => ({
  name: team?.name ?? '',
  memberIds: team?.members ?? [],
  grants: team?.grants ?? [],
});

const inputOf = ({ name, memberIds, grants }: TeamValues) => ({ name, memberIds: memberIds.map(({ id }) => id), grants: [...grants] });

export function TeamForm({ team, onClose }: TeamFormProps) {
  return team === null ? <NewTeam onClose={onClose} /> : <EditTeam team={team} onClose={onClose} />;
}

function NewTeam({ onClose }: Pick<TeamFormProps, 'onClose'>) {
  const { t } = useTranslation('kernel');
  const form = useKitForm({ initial: valuesOf(null), route: addTeam, toInput: inputOf, onDone: onClose });
  return <TeamFields form={form} verb={t('teams.add')} onClose={onClose} />;
}

function EditTeam({ team, onClose }: { readonly team: Team; onClose(): void }) {
  const { t } = useTranslation('kernel');
  const form = useKitForm({
    initial: valuesOf(team),
    route: editTeam,
    ifMatch: team.version,
    toInput: (values) => ({ id: team.id, ...inputOf(values) }),
    onDone: () => {
      toast.done(t('states.saved'));
      onClose();
    },
  });
  return <TeamFields form={form} verb={t('actions.save')} onClose={onClose} />;
}

interface TeamFieldsProps {
  readonly form: ReturnType<typeof useKitForm<TeamValues, typeof addTeam>>;
  readonly verb: string;
  onClose(): void;
}

function TeamFields({ form, verb, onClose }: TeamFieldsProps) {
  const { t } = useTranslation('kernel');
  return (
    <KitForm form={form} verb={verb} onCancel={onClose}>
      <TextInput label={t('teams.name')} required data-autofocus {...form.text('name')} />
      <Members {...form.choice('memberIds')} />
      <GrantsField {...form.choice('grants')} />
    </KitForm>
  );
}

interface MembersProps {
  readonly value: readonly Member[];
  readonly error: React.ReactNode;
  onChange(value: readonly Member[]): void;
}

function Members({ value, error, onChange }: MembersProps) {
  const { t } = useTranslation('kernel');
  const [round, setRound] = useState(0);
  return (
    <Stack gap={4}>
      <PersonPicker
        // A fresh field after each choice: it adds people, it does not hold one.
        key={round}
        label={t('teams.addMember')}
        error={error}
        value={null}
        onChange={(person) => {
          if (person === null) return;
          setRound(round + 1);
          if (!value.some(({ id }) => id === person.id)) onChange([...value, { id: person.id, name: person.name }]);
        }}
      />
      {value.map((member) => (
        <Group key={member.id} justify="space-between" className="ct-member">
          <Text>{member.name}</Text>
          <ActionIcon
            size="sm"
            variant="subtle"
            color="gray"
            aria-label={t('teams.removeMember', { name: member.name })}
            onClick={() => onChange(value.filter(({ id }) => id !== member.id))}
          >
            <IconX size={14} aria-hidden />
          </ActionIcon>
        </Group>
      ))}
    </Stack>
  );
}
