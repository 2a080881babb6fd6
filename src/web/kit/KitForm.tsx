import { Alert, Button, Group, Stack } from '@mantine/core';
import type { FormEvent, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { KitForm as Form, FormMessage } from './use-kit-form.ts';

interface KitFormProps<Values> {
  readonly form: Form<Values>;
  /** The verb: "Create server". */
  readonly verb: string;
  /** False: there is nothing to do with it yet. */
  readonly canSubmit?: boolean;
  readonly onCancel?: () => void;
  readonly children: ReactNode;
}

/** One column, faults summarised at the top, the main button at the end. Enter submits. */
export function KitForm<Values>({ form, verb, canSubmit = true, onCancel, children }: KitFormProps<Values>) {
  const { t } = useTranslation('kernel');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    form.submit();
  };
  return (
    <form onSubmit={submit} noValidate className="ct-form">
      <Stack gap="md">
        <FormSummary messages={form.messages} />
        {children}
        <Group justify="flex-end" gap="xs">
          {onCancel !== undefined && (
            <Button variant="default" onClick={onCancel}>
              {t('actions.cancel')}
            </Button>
          )}
          <Button type="submit" disabled={!canSubmit} loading={form.isPending}>
            {verb}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/** What is wrong, in one place, spoken by screen readers. */
export function FormSummary({ messages }: { readonly messages: readonly FormMessage[] }) {
  const { t } = useTranslation('kernel');
  if (messages.length === 0) return null;
  const texts = [...new Set(messages.map(({ message }) => message))];
  return (
    <Alert color="red" role="alert" title={texts.length > 1 ? t('states.wrongInput', { count: texts.length }) : undefined}>
      {texts.length === 1 ? (
        texts[0]
      ) : (
        <ul className="ct-form-faults">
          {texts.map((text) => (
            <li key={text}>{text}</li>
          ))}
        </ul>
      )}
    </Alert>
  );
}
