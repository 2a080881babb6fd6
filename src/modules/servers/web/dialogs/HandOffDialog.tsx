import { useTranslation } from 'react-i18next';
import { useAction, useRoute } from '../../../../web/api/index.ts';
import {
  Button,
  Checkbox,
  Group,
  KitForm,
  Modal,
  NumberInput,
  PasswordInput,
  Select,
  Show,
  Text,
  TextInput,
  toast,
  useConfirm,
  useKitForm,
} from '../../../../web/kit/index.ts';
import { HAND_OFF_KINDS, type HandOff } from '../../contract/plan-shapes.ts';
import { getHandOff, removeHandOff, setHandOff } from '../../contract/routes.ts';
import type { UpdateSchedule } from '../../contract/shapes.ts';
import { handOffInput, handOffValues } from '../view/hand-off-form.ts';

interface HandOffDialogProps {
  readonly schedule: Pick<UpdateSchedule, 'id' | 'name'>;
  onClose(): void;
}

/** What is called when a slot of a schedule starts. */
export function HandOffDialog({ schedule, onClose }: HandOffDialogProps) {
  const { t } = useTranslation('servers');
  const answer = useRoute(getHandOff, { id: schedule.id }, { live: false });
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('handOff.title', { name: schedule.name })}
      closeButtonProps={{ 'aria-label': t('bulk.close') }}
    >
      <Show answer={answer}>{({ handOff }) => <HandOffForm schedule={schedule} stored={handOff} onClose={onClose} />}</Show>
    </Modal>
  );
}

interface HandOffFormProps extends HandOffDialogProps {
  readonly stored: HandOff | null;
}

function HandOffForm({ schedule, stored, onClose }: HandOffFormProps) {
  const { t } = useTranslation('servers');
  const form = useKitForm({
    initial: handOffValues(stored),
    route: setHandOff,
    toInput: (values) => ({ id: schedule.id, ...handOffInput(values) }),
    onDone: () => {
      toast.done(t('handOff.saved', { name: schedule.name }));
      onClose();
    },
  });
  const { kind, forgetSecret } = form.values;
  return (
    <KitForm form={form} verb={t('handOff.save')} onCancel={onClose}>
      <Text size="sm">{t('handOff.about')}</Text>
      <Select
        label={t('handOff.kind')}
        description={t(`handOff.kindHelp.${kind}`)}
        allowDeselect={false}
        data={HAND_OFF_KINDS.map((known) => ({ value: known, label: t(`handOff.kinds.${known}`) }))}
        value={kind}
        onChange={(next) => form.set('kind', HAND_OFF_KINDS.find((known) => known === next) ?? kind)}
      />
      <TextInput
        label={t('handOff.url')}
        description={t(`handOff.urlHelp.${kind}`)}
        type="url"
        required
        maxLength={2_000}
        autoComplete="off"
        {...form.text('url')}
      />
      {kind === 'semaphore' && (
        <NumberInput label={t('handOff.templateId')} min={1} allowDecimal={false} required {...form.number('templateId')} />
      )}
      <PasswordInput
        label={t('handOff.secret')}
        description={t(stored?.hasSecret === true ? 'handOff.secretStored' : 'handOff.secretHelp')}
        disabled={forgetSecret}
        maxLength={4_000}
        autoComplete="new-password"
        {...form.text('secret')}
      />
      {stored?.hasSecret === true && <Checkbox label={t('handOff.secretForget')} {...form.flag('forgetSecret')} />}
      {stored !== null && <RemoveHandOff schedule={schedule} onClose={onClose} />}
    </KitForm>
  );
}

function RemoveHandOff({ schedule: { id, name }, onClose }: HandOffDialogProps) {
  const { t } = useTranslation('servers');
  const ask = useConfirm();
  const remove = useAction(removeHandOff);
  const question = (): void =>
    ask({
      title: t('handOff.removeTitle', { name }),
      body: t('handOff.removeAsk'),
      verb: t('handOff.remove'),
      tone: 'danger',
      run: async () => {
        await remove.run({ id });
        toast.done(t('handOff.removed', { name }));
        onClose();
      },
    });
  return (
    <Group>
      <Button size="compact-sm" variant="subtle" color="red" onClick={question}>
        {t('handOff.remove')}
      </Button>
    </Group>
  );
}
