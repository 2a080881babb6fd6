import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAction } from '../../../../web/api/index.ts';
import { attempt, Button, Group, KitForm, Modal, Text, Textarea, TextInput, toast, useKitForm } from '../../../../web/kit/index.ts';
import { setJailOption } from '../../contract/config-routes.ts';

interface OptionValues {
  readonly option: string;
  readonly value: string;
}

/** A dialog that drafts one option of a jail; nothing reaches the host before the drafts are applied. */
export function useOptionDialog(hostId: string, jail: string): { open(initial: OptionValues): void; readonly dialog: ReactNode } {
  const [initial, setInitial] = useState<OptionValues | null>(null);
  const dialog = initial === null ? null : <OptionDialog hostId={hostId} jail={jail} initial={initial} onClose={() => setInitial(null)} />;
  return { open: setInitial, dialog };
}

interface OptionDialogProps {
  readonly hostId: string;
  readonly jail: string;
  readonly initial: OptionValues;
  onClose(): void;
}

function OptionDialog({ hostId, jail, initial, onClose }: OptionDialogProps) {
  const { t } = useTranslation('bans');
  const unset = useAction(setJailOption);
  const drafted = () => {
    toast.done(t('config.drafted', { jail }));
    onClose();
  };
  const form = useKitForm({
    initial,
    route: setJailOption,
    toInput: ({ option, value }) => ({ hostId, jail, option, value }),
    onDone: drafted,
  });
  const drop = async () => {
    await unset.run({ hostId, jail, option: initial.option, value: null });
    drafted();
  };
  return (
    <Modal opened onClose={onClose} title={t('config.optionOf', { jail })} closeButtonProps={{ 'aria-label': t('close') }}>
      <KitForm form={form} verb={t('config.draft')} onCancel={onClose}>
        <Text size="sm">{t('config.draftAbout')}</Text>
        <TextInput label={t('config.option')} required readOnly={initial.option !== ''} {...form.text('option')} />
        <Textarea
          label={t('config.value')}
          autosize
          minRows={1}
          maxRows={12}
          className="bn-code-field"
          data-autofocus
          {...form.text('value')}
        />
        {initial.option !== '' && (
          <Group>
            <Button size="compact-sm" variant="subtle" loading={unset.isPending} onClick={() => attempt(drop)}>
              {t('config.unset')}
            </Button>
          </Group>
        )}
      </KitForm>
    </Modal>
  );
}
