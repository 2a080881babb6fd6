import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asProblem, useAction } from '../../../../web/api/index.ts';
import { Alert, Button, Group, Modal, Select, Stack, sentenceFor, Text, Textarea, toast } from '../../../../web/kit/index.ts';
import { commandScreens } from '../../contract/command-routes.ts';
import type { Screen } from '../../contract/screen-shapes.ts';
import { COMMAND_ACTIONS, type CommandAction } from '../../domain/command/states.ts';
import { OFFERED } from './verbs.ts';

interface BulkCommandDialogProps {
  readonly screens: readonly Pick<Screen, 'id' | 'name'>[];
  /** Given: nothing else is offered. */
  readonly only?: CommandAction;
  readonly onDone?: () => void;
  onClose(): void;
}

/** So many are named; the others are counted. */
const MOST_NAMED = 8;

interface Left {
  readonly names: string;
  readonly count: number;
}

/** Asks the same of many screens, with a reason. Those that could not be asked are named, and the dialog stays. */
export function BulkCommandDialog({ screens, only, onDone, onClose }: BulkCommandDialogProps) {
  const { t } = useTranslation('screens');
  const [action, setAction] = useState<CommandAction>(only ?? 'restart_app');
  const [reason, setReason] = useState('');
  const [refusal, setRefusal] = useState<string | null>(null);
  const [left, setLeft] = useState<Left | null>(null);
  const { run, isPending } = useAction(commandScreens, { touches: ['findings'] });
  const send = async () => {
    try {
      const { items } = await run({ ids: screens.map(({ id }) => id), action, reason: reason.trim() });
      const refused = items.filter((item) => item.refusal !== null).map(({ id }) => screens.find((one) => one.id === id)?.name ?? id);
      toast.done(t('commands.askedMany', { count: items.length - refused.length }));
      onDone?.();
      if (refused.length === 0) onClose();
      else setLeft({ names: refused.join(', '), count: refused.length });
    } catch (thrown) {
      setRefusal(sentenceFor(asProblem(thrown)));
    }
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void send();
  };
  const choices = OFFERED.map((value) => ({ value, label: t(`commands.do.${value}`) }));
  return (
    <Modal
      opened
      onClose={onClose}
      title={t(only === 'reboot_host' ? 'commands.restart' : 'commands.askMany', { count: screens.length })}
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      {left !== null ? (
        <Stack>
          <Alert role="alert">{t('commands.leftOut', { ...left })}</Alert>
          <Group justify="flex-end">
            <Button onClick={onClose}>{t('close')}</Button>
          </Group>
        </Stack>
      ) : (
        <form onSubmit={submit}>
          <Stack>
            {refusal !== null && (
              <Alert color="red" role="alert">
                {refusal}
              </Alert>
            )}
            {only === undefined && (
              <Select
                label={t('commands.what')}
                data={choices}
                allowDeselect={false}
                value={action}
                onChange={(value) => setAction(COMMAND_ACTIONS.find((one) => one === value) ?? action)}
              />
            )}
            <Text size="sm">{t(`commands.about.${action}`)}</Text>
            <Asked screens={screens} />
            <Textarea
              label={t('commands.reason')}
              description={t('commands.reasonHelp')}
              required
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
              <Button type="submit" loading={isPending} disabled={reason.trim().length < 3}>
                {t(`commands.do.${action}`)}
              </Button>
            </Group>
          </Stack>
        </form>
      )}
    </Modal>
  );
}

function Asked({ screens }: Pick<BulkCommandDialogProps, 'screens'>) {
  const { t } = useTranslation('screens');
  const names = screens
    .slice(0, MOST_NAMED)
    .map(({ name }) => name)
    .join(', ');
  const count = screens.length - MOST_NAMED;
  return (
    <Text size="sm" c="dimmed" className="sc-asked">
      {count > 0 ? t('commands.askedOfMore', { names, count }) : t('commands.askedOf', { names })}
    </Text>
  );
}
