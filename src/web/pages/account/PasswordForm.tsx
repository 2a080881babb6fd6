import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { changeMyPassword } from '../../../kernel/contract/routes/auth.ts';
import { useMe } from '../../api/me.tsx';
import { KitForm } from '../../kit/KitForm.tsx';
import { PasswordInput, Text } from '../../kit/mantine.ts';
import { Instant } from '../../kit/Time.tsx';
import { toast } from '../../kit/toast.tsx';
import { useKitForm } from '../../kit/use-kit-form.ts';

/** Changing one's own password needs the present one; other sessions end. A fresh form follows. */
export function PasswordForm() {
  const { t } = useTranslation('kernel');
  const [round, setRound] = useState(0);
  const me = useMe();
  return (
    <>
      <Text c="dimmed" size="sm" mb="sm">
        {t('users.lastPasswordChange')}: <Instant at={me.lastPasswordChangeAt} none={t('time.never')} />
      </Text>
      <Fields key={round} onDone={() => setRound(round + 1)} />
    </>
  );
}

function Fields({ onDone }: { onDone(): void }) {
  const { t } = useTranslation('kernel');
  const show = { 'aria-label': t('signIn.showPassword') };
  const form = useKitForm({
    initial: { currentPassword: '', newPassword: '' },
    route: changeMyPassword,
    toInput: (values) => values,
    onDone: () => {
      toast.done(t('account.passwordChanged'));
      onDone();
    },
  });
  return (
    <KitForm form={form} verb={t('account.changePassword')}>
      <PasswordInput
        label={t('account.currentPassword')}
        autoComplete="current-password"
        required
        visibilityToggleButtonProps={show}
        {...form.text('currentPassword')}
      />
      <PasswordInput
        label={t('account.newPassword')}
        description={t('account.passwordHelp')}
        autoComplete="new-password"
        required
        visibilityToggleButtonProps={show}
        {...form.text('newPassword')}
      />
    </KitForm>
  );
}
