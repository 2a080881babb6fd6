import { useTranslation } from 'react-i18next';
import { useAction, useSites, useZone } from '../../../../web/api/index.ts';
import {
  Button,
  Group,
  KitForm,
  type KitFormState,
  Modal,
  SiteSelect,
  Text,
  TextInput,
  toast,
  useConfirm,
  useKitForm,
  useSiteFilter,
} from '../../../../web/kit/index.ts';
import type { Freeze } from '../../contract/plan-shapes.ts';
import { addFreeze, editFreeze, removeFreeze } from '../../contract/routes.ts';
import { FreezeSubjectFields } from '../parts/FreezeSubjectFields.tsx';
import { FreezeTimeFields } from '../parts/FreezeTimeFields.tsx';
import { useReader } from '../parts/use-reader.ts';
import { emptyFreeze, type FreezeTimeValues, freezeInput, freezeTimeInput, freezeValues, isSubjectMissing } from '../view/freeze-form.ts';
import { freezeText } from '../view/freeze-text.ts';

interface FreezeDialogProps {
  /** Null adds one. */
  readonly freeze: Freeze | null;
  onClose(): void;
}

/** Adds or changes freeze dates. */
export function FreezeDialog({ freeze, onClose }: FreezeDialogProps) {
  const { t } = useTranslation('servers');
  return (
    <Modal
      opened
      onClose={onClose}
      title={t(freeze === null ? 'freezes.add' : 'freezes.edit')}
      closeButtonProps={{ 'aria-label': t('bulk.close') }}
    >
      {freeze === null ? <AddForm onClose={onClose} /> : <EditForm freeze={freeze} onClose={onClose} />}
    </Modal>
  );
}

function AddForm({ onClose }: Pick<FreezeDialogProps, 'onClose'>) {
  const { t } = useTranslation('servers');
  const own = useZone();
  const chosen = useSiteFilter();
  const sites = useSites();
  const site = sites.find(({ id }) => id === chosen) ?? sites.find(({ isDefault }) => isDefault) ?? null;
  const form = useKitForm({
    initial: emptyFreeze(site?.id ?? null, site?.timeZone ?? own),
    route: addFreeze,
    toInput: freezeInput,
    onDone: ({ name }) => {
      toast.done(t('freezes.saved', { name }));
      onClose();
    },
  });
  const chooseSite = (siteId: string | null): void => {
    form.set('siteId', siteId);
    form.set('scheduleId', null);
    form.set('serverId', null);
    form.set('timeZone', sites.find(({ id }) => id === siteId)?.timeZone ?? own);
  };
  return (
    <KitForm form={form} verb={t('freezes.add')} canSubmit={!isSubjectMissing(form.values)} onCancel={onClose}>
      <NameField form={form} />
      <SiteSelect label={t('schedules.site')} required {...form.choice('siteId')} onChange={chooseSite} />
      <FreezeSubjectFields form={form} />
      <FreezeTimeFields form={form} />
    </KitForm>
  );
}

interface EditProps {
  readonly freeze: Freeze;
  onClose(): void;
}

function EditForm({ freeze, onClose }: EditProps) {
  const { t } = useTranslation('servers');
  const own = useZone();
  const siteZone = useSites().find(({ id }) => id === freeze.site.id)?.timeZone ?? own;
  const form = useKitForm({
    initial: freezeValues(freeze, siteZone),
    route: editFreeze,
    ifMatch: freeze.version,
    toInput: (values) => ({ id: freeze.id, ...freezeTimeInput(values) }),
    onDone: ({ name }) => {
      toast.done(t('freezes.saved', { name }));
      onClose();
    },
  });
  return (
    <KitForm form={form} verb={t('freezes.save')} onCancel={onClose}>
      <NameField form={form} />
      <FreezeTimeFields form={form} />
      <Text size="sm" c="dimmed">
        {t('freezes.subjectStays')}
      </Text>
      <RemoveFreeze freeze={freeze} onClose={onClose} />
    </KitForm>
  );
}

function RemoveFreeze({ freeze, onClose }: EditProps) {
  const { t } = useTranslation('servers');
  const reader = useReader();
  const ask = useConfirm();
  const remove = useAction(removeFreeze);
  const { id, name } = freeze;
  const question = (): void =>
    ask({
      title: t('freezes.removeTitle', { name }),
      body: t('freezes.removeAsk', { when: freezeText(freeze, reader) }),
      verb: t('freezes.removeDo', { name }),
      tone: 'danger',
      run: async () => {
        await remove.run({ id });
        toast.done(t('freezes.removed', { name }));
        onClose();
      },
    });
  return (
    <Group>
      <Button size="compact-sm" variant="subtle" color="red" onClick={question}>
        {t('freezes.removeDo', { name })}
      </Button>
    </Group>
  );
}

function NameField({ form }: { readonly form: Pick<KitFormState<FreezeTimeValues>, 'text'> }) {
  const { t } = useTranslation('servers');
  return (
    <TextInput
      label={t('freezes.name')}
      description={t('freezes.nameHelp')}
      required
      maxLength={120}
      data-autofocus
      {...form.text('name')}
    />
  );
}
