import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asProblem, useAction } from '../../../../web/api/index.ts';
import { Alert, Button, Group, Modal, Stack, sentenceFor, Text, Textarea, toast } from '../../../../web/kit/index.ts';
import type { Screen } from '../../contract/screen-shapes.ts';
import type { CommandAction } from '../../domain/command/states.ts';
import { ISSUE_ROUTES } from './verbs.ts';

interface CommandDialogProps {
  readonly screen: Pick<Screen, 'id' | 'name'>;
  readonly action: CommandAction;
  onClose(): void;
}

/** Asks whether one screen is to do it; asked once more after a lost answer it is the same command. */
export function CommandDialog({ screen, action, onClose }: CommandDialogProps) {
  const { t } = useTranslation('screens');
  const [reason, setReason] = useState('');
  const [commandId] = useState(() => crypto.randomUUID());
  const [refusal, setRefusal] = useState<string | null>(null);
  const { run, isPending } = useAction(ISSUE_ROUTES[action], { touches: ['findings'] });
  const send = async () => {
    try {
      await run({ id: screen.id, commandId, ...(reason.trim() === '' ? {} : { reason: reason.trim() }) });
      toast.done(t(`commands.asked.${action}`, { name: screen.name }));
      onClose();
    } catch (thrown) {
      setRefusal(sentenceFor(asProblem(thrown)));
    }
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void send();
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={t(`commands.ask.${action}`, { name: screen.name })}
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      <form onSubmit={submit}>
        <Stack>
          {refusal !== null && (
            <Alert color="red" role="alert">
              {refusal}
            </Alert>
          )}
          <Text size="sm">{t(`commands.about.${action}`)}</Text>
          <Textarea
            label={t('commands.reason')}
            autosize
            minRows={2}
            maxLength={2_000}
            value={reason}
            data-autofocus
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              {t('cancel')}
            </Button>
            <Button type="submit" loading={isPending}>
              {t(`commands.do.${action}`)}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
