import { useTranslation } from 'react-i18next';
import type { ResponsibilityRole } from '../../../kernel/contract/permission.ts';
import type { AddPersonRoute } from '../../../kernel/contract/routes/responsible.ts';
import type { Responsible } from '../../../kernel/contract/routes/shapes.ts';
import { useAction } from '../../api/index.ts';
import { useConfirm } from '../Confirm.tsx';
import { Badge, Button, Select, Table } from '../mantine.ts';
import { Section } from '../Page.tsx';
import { EmptyState } from '../states.tsx';
import { attempt } from '../toast.tsx';
import { WideTable } from '../WideTable.tsx';
import { AddPersonForm, roleChoices } from './AddPersonForm.tsx';

interface PeopleOfAssetProps {
  readonly asset: { readonly id: string; readonly name: string; readonly responsibles: readonly Responsible[] };
  /** What owners and maintainers of such an asset hear and may do. */
  readonly about: string;
  readonly mayEdit: boolean;
  readonly add: AddPersonRoute;
  /** Takes a user or a team off the asset, by its id. */
  remove(personId: string): Promise<unknown>;
}

/** Who answers for an asset: the list, and the form that adds somebody. */
export function PeopleOfAsset(props: PeopleOfAssetProps) {
  const { t } = useTranslation('kernel');
  const { asset, about, mayEdit, add } = props;
  return (
    <>
      <Section title={t('assets.responsible')} about={about}>
        {asset.responsibles.length === 0 ? (
          <EmptyState title={t('assets.nobody')}>{t('assets.nobodyText')}</EmptyState>
        ) : (
          <PeopleTable {...props} />
        )}
      </Section>
      {mayEdit && (
        <Section title={t('assets.add')}>
          <AddPersonForm asset={asset} route={add} />
        </Section>
      )}
    </>
  );
}

function PeopleTable(props: PeopleOfAssetProps) {
  const { t } = useTranslation('kernel');
  const { asset, mayEdit } = props;
  return (
    <WideTable minWidth={330}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t('assets.person')}</Table.Th>
          <Table.Th>{t('assets.role')}</Table.Th>
          {mayEdit && (
            <Table.Th>
              <span className="ct-hidden">{t('assets.remove')}</span>
            </Table.Th>
          )}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {asset.responsibles.map((person) => (
          <PersonRow key={person.userId ?? person.teamId} {...props} person={person} />
        ))}
      </Table.Tbody>
    </WideTable>
  );
}

type PersonRowProps = PeopleOfAssetProps & { readonly person: Responsible };

const refOf = ({ userId, teamId }: Responsible) => (userId === null ? { teamId: teamId ?? '' } : { userId });

function PersonRow(props: PersonRowProps) {
  const { t } = useTranslation('kernel');
  const { asset, mayEdit, add, person } = props;
  const change = useAction(add, { touches: ['assets', 'findings'] });
  const { username: name, role } = person;
  const setRole = (next: ResponsibilityRole) => attempt(() => change.run({ id: asset.id, role: next, ...refOf(person) }));
  return (
    <Table.Tr>
      <Table.Td>
        <bdi>{name}</bdi>{' '}
        {person.teamId !== null && (
          <Badge variant="default" tt="none">
            {t('assets.team')}
          </Badge>
        )}
      </Table.Td>
      <Table.Td>
        {mayEdit ? (
          <Select
            size="xs"
            w={136}
            aria-label={t('assets.change', { name })}
            allowDeselect={false}
            data={roleChoices(t)}
            value={role}
            disabled={change.isPending}
            onChange={(next) => setRole(next === 'owner' ? 'owner' : 'maintainer')}
          />
        ) : (
          t(`assets.roles.${role}`)
        )}
      </Table.Td>
      {mayEdit && (
        <Table.Td align="right">
          <RemoveButton {...props} />
        </Table.Td>
      )}
    </Table.Tr>
  );
}

function RemoveButton({ asset, person, remove }: PersonRowProps) {
  const { t } = useTranslation('kernel');
  const ask = useConfirm();
  const name = person.username;
  const verb = t('assets.removeDo', { name });
  const question = () =>
    ask({
      title: verb,
      body: t('assets.removeAsk', { name, asset: asset.name }),
      verb,
      tone: 'danger',
      run: () => remove(person.userId ?? person.teamId ?? ''),
    });
  return (
    <Button size="compact-sm" variant="default" aria-label={verb} onClick={question}>
      {t('assets.remove')}
    </Button>
  );
}
