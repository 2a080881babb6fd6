import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSites } from '../../../../web/api/index.ts';
import {
  Alert,
  Button,
  KitForm,
  type KitFormState,
  Modal,
  SiteSelect,
  Switch,
  Text,
  Textarea,
  TextInput,
  toast,
  useKitForm,
  useSiteFilter,
} from '../../../../web/kit/index.ts';
import { addGroup, editGroup } from '../../contract/group-routes.ts';
import type { Group } from '../../contract/screen-shapes.ts';
import { GroupSwatch } from '../parts/GroupSwatch.tsx';
import { COLOUR_NAMES, COLOURS } from '../view/colours.ts';

interface GroupValues {
  readonly name: string;
  readonly description: string;
  readonly colour: string;
  readonly isActive: boolean;
}

interface AddProps {
  onAdded(group: Group): void;
  onClose(): void;
}

/** Makes a group of screens. */
export function AddGroupDialog({ onAdded, onClose }: AddProps) {
  const { t } = useTranslation('screens');
  const sites = useSites();
  const chosen = useSiteFilter();
  const site = sites.find(({ id }) => id === chosen) ?? sites.find(({ isDefault }) => isDefault) ?? sites[0];
  const initial: GroupValues & { readonly siteId: string | null } = {
    ...{ name: '', description: '', colour: COLOURS.blue, isActive: true },
    siteId: site?.id ?? null,
  };
  const form = useKitForm({
    initial,
    route: addGroup,
    toInput: ({ siteId, ...values }) => ({ ...values, ...(siteId === null ? {} : { siteId }) }),
    onDone: (group) => {
      toast.done(t('groups.added', { name: group.name }));
      onAdded(group);
      onClose();
    },
  });
  return (
    <Modal opened onClose={onClose} title={t('groups.add')} closeButtonProps={{ 'aria-label': t('close') }}>
      <KitForm form={form} verb={t('groups.add')} onCancel={onClose}>
        <SiteSelect label={t('site')} required {...form.choice('siteId')} />
        <GroupFields form={form} />
      </KitForm>
    </Modal>
  );
}

interface EditProps {
  /** As it is stored now; another version than at the start means that somebody else has changed it. */
  readonly group: Group;
  onClose(): void;
}

/** Changes a group. What was typed stays when somebody else was faster. */
export function EditGroupDialog({ group, onClose }: EditProps) {
  const { t } = useTranslation('screens');
  const [base, setBase] = useState(group);
  return (
    <Modal opened onClose={onClose} title={t('groups.edit', { name: base.name })} closeButtonProps={{ 'aria-label': t('close') }}>
      <EditForm key={base.version} base={base} current={group} onTake={setBase} onClose={onClose} />
    </Modal>
  );
}

interface EditFormProps {
  readonly base: Group;
  readonly current: Group;
  onTake(group: Group): void;
  onClose(): void;
}

function EditForm({ base, current, onTake, onClose }: EditFormProps) {
  const { t } = useTranslation('screens');
  const [isBehind, setBehind] = useState(false);
  const initial: GroupValues = { name: base.name, description: base.description, colour: base.colour, isActive: base.isActive };
  const form = useKitForm({
    initial,
    route: editGroup,
    touches: ['assets'],
    ifMatch: base.version,
    toInput: (values) => ({ id: base.id, ...values }),
    onRefused: ({ code }) => {
      setBehind(code === 'kernel.version_conflict');
      return code === 'kernel.version_conflict';
    },
    onDone: (saved) => {
      toast.done(t('groups.saved', { name: saved.name }));
      onClose();
    },
  });
  // The refusal may be here before what others have stored, which live events bring.
  const hasTheirs = current.version !== base.version;
  return (
    <KitForm form={form} verb={t('groups.save')} onCancel={onClose}>
      {isBehind && (
        <Alert color="yellow" title={t('groups.conflict')}>
          {hasTheirs && <Text size="sm">{t('groups.conflictText', { name: current.name })}</Text>}
          <Button mt="xs" size="compact-sm" variant="default" loading={!hasTheirs} onClick={() => onTake(current)}>
            {t('groups.takeTheirs')}
          </Button>
        </Alert>
      )}
      <GroupFields form={form} />
    </KitForm>
  );
}

interface FieldsProps {
  readonly form: Pick<KitFormState<GroupValues>, 'values' | 'text' | 'set' | 'flag'>;
}

function GroupFields({ form }: FieldsProps) {
  const { t } = useTranslation('screens');
  return (
    <>
      <TextInput label={t('groups.name')} required maxLength={120} data-autofocus {...form.text('name')} />
      <Textarea label={t('groups.description')} autosize minRows={2} maxRows={8} maxLength={2_000} {...form.text('description')} />
      <ColourField value={form.values.colour} onChange={(colour) => form.set('colour', colour)} />
      <Switch label={t('groups.isActive')} description={t('groups.isActiveHelp')} {...form.flag('isActive')} />
    </>
  );
}

/** Colours by name; one that was set by other means stays until another is chosen. */
function ColourField({ value, onChange }: { readonly value: string; onChange(colour: string): void }) {
  const { t } = useTranslation('screens');
  const name = useId();
  const named = COLOUR_NAMES.map((key) => ({ colour: COLOURS[key] as string, label: t(`groups.colours.${key}`) }));
  const choices = named.some(({ colour }) => colour === value) ? named : [...named, { colour: value, label: t('groups.colours.own') }];
  return (
    <fieldset className="sc-colours">
      <legend>{t('groups.colour')}</legend>
      {choices.map(({ colour, label }) => (
        <label key={colour}>
          <input type="radio" name={name} checked={colour === value} onChange={() => onChange(colour)} />
          <GroupSwatch colour={colour} />
          {label}
        </label>
      ))}
    </fieldset>
  );
}
