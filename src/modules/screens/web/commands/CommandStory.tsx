import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAction, useRoute } from '../../../../web/api/index.ts';
import {
  attempt,
  Button,
  Facts,
  Group,
  Instant,
  KitForm,
  Modal,
  SegmentedControl,
  Show,
  Stack,
  StatusMark,
  Textarea,
  toast,
  useKitForm,
} from '../../../../web/kit/index.ts';
import { cancelCommand, closeCommand, getCommand } from '../../contract/command-routes.ts';
import type { CommandDetail } from '../../contract/command-shapes.ts';
import { commandMark } from './marks.ts';
import './commands.css';

interface CommandStoryProps {
  readonly id: string;
  onClose(): void;
}

/** One command as it happened, and goes on happening. */
export function CommandStory({ id, onClose }: CommandStoryProps) {
  const { t } = useTranslation('screens');
  const command = useRoute(getCommand, { id });
  return (
    <Modal opened onClose={onClose} size="lg" title={t('commands.one')} closeButtonProps={{ 'aria-label': t('close') }}>
      <Show answer={command}>{(shown) => <Story command={shown} />}</Show>
    </Modal>
  );
}

function Story({ command }: { readonly command: CommandDetail }) {
  const { t } = useTranslation('screens');
  const error =
    command.errorCode === null
      ? t('commands.noError')
      : `${t(`commands.error.${command.errorCode}`, { defaultValue: command.errorCode })} ${command.errorMessage ?? ''}`;
  return (
    <Stack>
      <Facts
        items={[
          [t('commands.what'), t(`commands.do.${command.action}`)],
          [t('screens.name'), <bdi key="screen">{command.screen.name}</bdi>],
          [
            t('screens.state'),
            <StatusMark key="status" mark={commandMark(command.status)} label={t(`commands.status.${command.status}`)} />,
          ],
          [t('commands.by'), command.requestedBy ?? t('commands.console')],
          [
            t('commands.reason'),
            command.reason === null ? '–' : t(`commands.ownReason.${command.reason}`, { defaultValue: command.reason }),
          ],
          [t('commands.expires'), <Instant key="expires" at={command.expiresAt} none="" />],
          [t('commands.errorTitle'), error],
        ]}
      />
      <Steps command={command} />
      {command.canCancel && <Cancel command={command} />}
      {command.status === 'manual_intervention_required' && <CloseForm command={command} />}
    </Stack>
  );
}

function Steps({ command: { steps } }: { readonly command: CommandDetail }) {
  const { t } = useTranslation('screens');
  return (
    <ol className="sc-steps" aria-label={t('commands.story')}>
      {steps.map(({ at, status, because, by, detail }, position) => (
        // A story only grows at its end.
        // biome-ignore lint/suspicious/noArrayIndexKey: the position is what a step is known by
        <li key={position} className="sc-step">
          <Instant at={at} none="" />
          <span>
            {t(`commands.status.${status}`)}
            <span className="sc-dim">
              {' '}
              {t(`commands.because.${because}`, { by: by ?? t('commands.console') })}
              {detail !== null && ': '}
              {detail !== null && <bdi>{t(`commands.ownReason.${detail}`, { defaultValue: detail })}</bdi>}
            </span>
          </span>
        </li>
      ))}
    </ol>
  );
}

function Cancel({ command: { id } }: { readonly command: CommandDetail }) {
  const { t } = useTranslation('screens');
  const { run, isPending } = useAction(cancelCommand, { touches: ['findings'] });
  const cancel = async () => {
    await run({ id });
    toast.done(t('commands.canceled'));
  };
  return (
    <Group justify="flex-end">
      <Button variant="default" loading={isPending} onClick={() => attempt(cancel)}>
        {t('commands.cancel')}
      </Button>
    </Group>
  );
}

/** What came of it, in the words of somebody who has looked. */
function CloseForm({ command: { id } }: { readonly command: CommandDetail }) {
  const { t } = useTranslation('screens');
  const [outcome, setOutcome] = useState<'completed' | 'failed'>('completed');
  const form = useKitForm({
    initial: { note: '' },
    route: closeCommand,
    touches: ['findings'],
    toInput: ({ note }) => ({ id, outcome, note }),
    onDone: () => toast.done(t('commands.closed')),
  });
  return (
    <KitForm form={form} verb={t('commands.close')}>
      <SegmentedControl
        aria-label={t('commands.outcome')}
        data={[
          { value: 'completed', label: t('commands.itWorked') },
          { value: 'failed', label: t('commands.itFailed') },
        ]}
        value={outcome}
        onChange={(value) => setOutcome(value === 'failed' ? 'failed' : 'completed')}
      />
      <Textarea label={t('commands.note')} required autosize minRows={2} maxLength={2_000} {...form.text('note')} />
    </KitForm>
  );
}
