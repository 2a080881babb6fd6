import { useTranslation } from 'react-i18next';
import { type Channel, editMyChannel, removeMyChannel } from '../../../../kernel/contract/routes/telling.ts';
import { useAction } from '../../../api/queries.ts';
import { useConfirm } from '../../../kit/Confirm.tsx';
import { KitForm } from '../../../kit/KitForm.tsx';
import { Button, PasswordInput, Switch, TextInput } from '../../../kit/mantine.ts';
import { toast } from '../../../kit/toast.tsx';
import { useKitForm } from '../../../kit/use-kit-form.ts';
import { HearsField } from './HearsField.tsx';

interface EditChannelProps {
  readonly channel: Channel;
  onClose(): void;
}

/** Changes a channel. The account's mail can be switched off; its address is the account's. */
export function EditChannel({ channel, onClose }: EditChannelProps) {
  const { t } = useTranslation('kernel');
  const isOwn = channel.target !== null;
  const form = useKitForm({
    initial: { name: channel.name, target: channel.target ?? '', token: '', hears: channel.hears, isOn: channel.isOn },
    route: editMyChannel,
    ifMatch: channel.version,
    touches: ['telling'],
    toInput: ({ name, target, token, hears, isOn }) => ({
      ...{ id: channel.id, hears, isOn },
      ...(isOwn ? { name, target } : {}),
      ...(token === '' ? {} : { token }),
    }),
    onDone: () => {
      toast.done(t('states.saved'));
      onClose();
    },
  });
  return (
    <>
      <KitForm form={form} verb={t('actions.save')} onCancel={onClose}>
        {isOwn && (
          <>
            <TextInput label={t('notify.name')} required data-autofocus {...form.text('name')} />
            <TextInput label={t(`notify.target.${channel.kind}`)} required {...form.text('target')} />
          </>
        )}
        {channel.kind === 'ntfy' && (
          <PasswordInput
            label={t('notify.token')}
            description={t(channel.hasSecret ? 'notify.newTokenHelp' : 'notify.tokenHelp')}
            autoComplete="off"
            visibilityToggleButtonProps={{ 'aria-label': t('signIn.showPassword') }}
            {...form.text('token')}
          />
        )}
        <HearsField value={form.values.hears} onChange={(hears) => form.set('hears', hears)} />
        <Switch label={t('notify.on')} {...form.flag('isOn')} />
      </KitForm>
      {isOwn && <RemoveChannel channel={channel} onDone={onClose} />}
    </>
  );
}

function RemoveChannel({ channel, onDone }: { readonly channel: Channel; onDone(): void }) {
  const { t } = useTranslation('kernel');
  const ask = useConfirm();
  const remove = useAction(removeMyChannel, { touches: ['telling'] });
  const verb = t('notify.remove', { name: channel.name });
  const question = () => {
    onDone();
    ask({
      title: t('notify.removeTitle', { name: channel.name }),
      body: t('notify.removeBody'),
      verb,
      tone: 'danger',
      run: () => remove.run({ id: channel.id }),
    });
  };
  return (
    <Button variant="subtle" color="red" size="compact-sm" mt="md" onClick={question}>
      {verb}
    </Button>
  );
}
