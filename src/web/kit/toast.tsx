import { Button, Group, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import i18next from 'i18next';
import { asProblem } from '../api/problem.ts';
import { sentenceFor } from './sentence.ts';

/** Long enough to read and reach for Undo, short enough not to pile up. */
const SHOWN_MS = 8_000;

interface ToastOptions {
  /** Takes the act back; offered as a button. */
  readonly undo?: () => Promise<unknown>;
}

function show(message: string, colour: string, undo?: () => void): void {
  const id = crypto.randomUUID();
  notifications.show({
    id,
    color: colour,
    autoClose: SHOWN_MS,
    withBorder: true,
    closeButtonProps: { 'aria-label': i18next.t('kernel:actions.close') },
    message: (
      <Group justify="space-between" wrap="nowrap" gap="sm">
        <Text size="sm">{message}</Text>
        {undo !== undefined && (
          <Button
            size="compact-sm"
            variant="subtle"
            onClick={() => {
              notifications.hide(id);
              undo();
            }}
          >
            {i18next.t('kernel:actions.undo')}
          </Button>
        )}
      </Group>
    ),
  });
}

/** `explained` takes the place of the refusal's own sentence where the page knows more. */
const refused = (thrown: unknown, explained?: string): void => show(explained ?? sentenceFor(asProblem(thrown)), 'red');

/** Short news at the lower edge: what was done, with Undo where there is a way back, or why it was not. */
export const toast = {
  done: (message: string, { undo }: ToastOptions = {}): void =>
    show(message, 'tide', undo === undefined ? undefined : () => void undo().catch(refused)),
  refused,
};

/** For event handlers: runs, and shows a refusal as a toast. */
export function attempt(work: () => Promise<unknown>): void {
  void work().catch(refused);
}
