import { useTranslation } from 'react-i18next';
import { addUser } from '../../../kernel/contract/routes/users.ts';
import { useMe } from '../../api/me.tsx';
import { KitForm } from '../../kit/KitForm.tsx';
import { Modal, PasswordInput, Select, Switch, TextInput } from '../../kit/mantine.ts';
import { useGo } from '../../kit/navigation.tsx';
import { toast } from '../../kit/toast.tsx';
import { useKitForm } from '../../kit/use-kit-form.ts';
import { type Grant, GrantsField } from './GrantsField.tsx';

const EMPTY = {
  username: '',
  displayName: '',
  email: '',
  password: '',
  language: 'en' as 'en' | 'de',
  grants: [{ role: 'user', siteId: null, module: null }] as readonly Grant[],
  isSuperadmin: false,
};

export function NewUser({ isOpen, onClose }: { readonly isOpen: boolean; onClose(): void }) {
  const { t } = useTranslation('kernel');
  return (
    <Modal opened={isOpen} onClose={onClose} title={t('users.add')} size="lg" closeButtonProps={{ 'aria-label': t('actions.close') }}>
      <NewUserForm onClose={onClose} />
    </Modal>
  );
}

function NewUserForm({ onClose }: { onClose(): void }) {
  const { t, i18n } = useTranslation('kernel');
  const go = useGo();
  const { isSuperadmin } = useMe();
  const form = useKitForm({
    initial: { ...EMPTY, language: i18n.language === 'de' ? ('de' as const) : ('en' as const) },
    route: addUser,
    toInput: ({ email, grants, ...rest }) => ({ ...rest, email: email.trim() === '' ? null : email.trim(), grants: [...grants] }),
    onDone: (user) => {
      toast.done(t('users.added', { name: user.username }));
      onClose();
      go(`/users/${user.id}`);
    },
  });
  return (
    <KitForm form={form} verb={t('users.add')} onCancel={onClose}>
      <TextInput
        label={t('users.username')}
        description={t('users.usernameHelp')}
        autoComplete="off"
        required
        data-autofocus
        {...form.text('username')}
      />
      <TextInput label={t('users.displayName')} autoComplete="off" {...form.text('displayName')} />
      <TextInput label={t('users.email')} type="email" autoComplete="off" {...form.text('email')} />
      <PasswordInput
        label={t('users.firstPassword')}
        description={t('users.firstPasswordHelp')}
        autoComplete="new-password"
        required
        visibilityToggleButtonProps={{ 'aria-label': t('signIn.showPassword') }}
        {...form.text('password')}
      />
      <Select
        label={t('shell.language')}
        data={(['en', 'de'] as const).map((language) => ({ value: language, label: t(`languages.${language}`) }))}
        allowDeselect={false}
        value={form.values.language}
        onChange={(language) => language !== null && form.set('language', language)}
      />
      <GrantsField {...form.choice('grants')} />
      {isSuperadmin && <Switch label={t('roles.superadmin')} description={t('users.superadminHelp')} {...form.flag('isSuperadmin')} />}
    </KitForm>
  );
}
