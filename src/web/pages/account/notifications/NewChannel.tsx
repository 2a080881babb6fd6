import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { addMyChannel, CHANNEL_KINDS } from '../../../../kernel/contract/routes/telling.ts';
import { KitForm } from '../../../kit/KitForm.tsx';
import { Button, PasswordInput, Select, Stack, TextInput } from '../../../kit/mantine.ts';
import { Secret } from '../../../kit/Secret.tsx';
import { toast } from '../../../kit/toast.tsx';
import { useKitForm } from '../../../kit/use-kit-form.ts';
import { HearsField } from './HearsField.tsx';

interface NewChannelProps {
  readonly hasMail: boolean;
  onClose(): void;
}

/** Adds a channel; the key of a webhook is shown this once. */
export function NewChannel({ hasMail, onClose }: NewChannelProps) {
  const { t } = useTranslation('kernel');
  const [key, setKey] = useState<string | null>(null);
  const done = (made: string | null) => {
    if (made !== null) return setKey(made);
    toast.done(t('states.saved'));
    return onClose();
  };
  if (key === null) return <ChannelForm hasMail={hasMail} onMade={done} onClose={onClose} />;
  return (
    <Stack>
      <Secret label={t('notify.keyOnce')} value={key} />
      <Button onClick={onClose}>{t('notify.keyKept')}</Button>
    </Stack>
  );
}

type Kind = (typeof CHANNEL_KINDS)[number];

function ChannelForm({ hasMail, onMade, onClose }: NewChannelProps & { onMade(key: string | null): void }) {
  const { t } = useTranslation('kernel');
  const form = useKitForm({
    initial: { kind: (hasMail ? 'email' : 'ntfy') as Kind, name: '', target: '', token: '', hears: 'all' as 'all' | 'critical' },
    route: addMyChannel,
    touches: ['telling'],
    toInput: ({ token, ...values }) => ({ ...values, ...(values.kind === 'ntfy' ? { token } : {}) }),
    onDone: ({ key }) => onMade(key),
  });
  const { kind } = form.values;
  const kinds = CHANNEL_KINDS.filter((one) => hasMail || one !== 'email');
  return (
    <KitForm form={form} verb={t('notify.add')} onCancel={onClose}>
      <Select
        label={t('notify.kind')}
        data={kinds.map((one) => ({ value: one, label: t(`notify.kinds.${one}`) }))}
        allowDeselect={false}
        value={kind}
        onChange={(one) => one !== null && form.set('kind', one)}
      />
      <TextInput label={t('notify.name')} required data-autofocus {...form.text('name')} />
      <TextInput label={t(`notify.target.${kind}`)} description={t(`notify.targetHelp.${kind}`)} required {...form.text('target')} />
      {kind === 'ntfy' && (
        <PasswordInput
          label={t('notify.token')}
          description={t('notify.tokenHelp')}
          autoComplete="off"
          visibilityToggleButtonProps={{ 'aria-label': t('signIn.showPassword') }}
          {...form.text('token')}
        />
      )}
      <HearsField value={form.values.hears} onChange={(hears) => form.set('hears', hears)} />
    </KitForm>
  );
}
