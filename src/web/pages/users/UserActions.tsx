import { useTranslation } from 'react-i18next';
import { deactivateUser, reactivateUser, removeUser, setPassword, type User, unlockUser } from '../../../kernel/contract/routes/users.ts';
import { useCan, useMe } from '../../api/me.tsx';
import { useAction } from '../../api/queries.ts';
import { useConfirm } from '../../kit/Confirm.tsx';
import { KitForm } from '../../kit/KitForm.tsx';
import { Button, Modal, PasswordInput, Text, useDisclosure } from '../../kit/mantine.ts';
import { useGo } from '../../kit/navigation.tsx';
import { attempt, toast } from '../../kit/toast.tsx';
import { useKitForm } from '../../kit/use-kit-form.ts';
import { useNow } from '../../kit/use-now.ts';
import { isLocked } from './UserMark.tsx';

/** Unlock, set password, switch off and on, remove for good. */
export function UserActions({ user }: { readonly user: User }) {
  const { t } = useTranslation('kernel');
  const isSelf = useMe().id === user.id;
  const now = useNow();
  const unlock = useAction(unlockUser);
  const reactivate = useAction(reactivateUser);
  const deactivate = useAction(deactivateUser);
  const [isSetting, setting] = useDisclosure(false);
  const { id, username: name } = user;
  if (isSelf) return null;
  const switchOff = async () => {
    await deactivate.run({ id });
    toast.done(t('users.did.deactivate', { name }), { undo: () => reactivate.run({ id }) });
  };
  const switchOn = async () => {
    await reactivate.run({ id });
    toast.done(t('users.did.reactivate', { name }), { undo: () => deactivate.run({ id }) });
  };
  return (
    <>
      {isLocked(user, now) && (
        <Button variant="default" loading={unlock.isPending} onClick={() => attempt(() => unlock.run({ id }))}>
          {t('users.act.unlock')}
        </Button>
      )}
      <Button variant="default" onClick={setting.open}>
        {t('users.act.setPassword')}
      </Button>
      {user.deactivatedAt === null ? (
        <Button variant="default" loading={deactivate.isPending} onClick={() => attempt(switchOff)}>
          {t('users.act.deactivate')}
        </Button>
      ) : (
        <Button variant="default" loading={reactivate.isPending} onClick={() => attempt(switchOn)}>
          {t('users.act.reactivate')}
        </Button>
      )}
      <RemoveButton user={user} />
      <Modal
        opened={isSetting}
        onClose={setting.close}
        title={t('users.passwordFor', { name })}
        closeButtonProps={{ 'aria-label': t('actions.close') }}
      >
        <PasswordForm user={user} onClose={setting.close} />
      </Modal>
    </>
  );
}

function RemoveButton({ user }: { readonly user: User }) {
  const { t } = useTranslation('kernel');
  const go = useGo();
  const ask = useConfirm();
  const remove = useAction(removeUser);
  const may = useCan('users:remove');
  if (!may) return null;
  const question = () =>
    ask({
      title: t('users.removeTitle', { name: user.username }),
      body: t('users.removeBody'),
      verb: t('users.act.remove', { name: user.username }),
      tone: 'danger',
      run: async () => {
        await remove.run({ id: user.id });
        go('/users', { replace: true });
      },
    });
  return (
    <Button variant="outline" color="red" onClick={question}>
      {t('users.act.removeShort')}
    </Button>
  );
}

function PasswordForm({ user, onClose }: { readonly user: User; onClose(): void }) {
  const { t } = useTranslation('kernel');
  const form = useKitForm({
    initial: { newPassword: '' },
    route: setPassword,
    toInput: ({ newPassword }) => ({ id: user.id, newPassword }),
    onDone: () => {
      toast.done(t('users.did.setPassword', { name: user.username }));
      onClose();
    },
  });
  return (
    <KitForm form={form} verb={t('users.act.setPassword')} onCancel={onClose}>
      <Text c="dimmed">{t('users.passwordBody')}</Text>
      <PasswordInput
        label={t('account.newPassword')}
        description={t('account.passwordHelp')}
        autoComplete="new-password"
        required
        data-autofocus
        visibilityToggleButtonProps={{ 'aria-label': t('signIn.showPassword') }}
        {...form.text('newPassword')}
      />
    </KitForm>
  );
}
