import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { doSetup, getSetup, logIn } from '../../../kernel/contract/routes/auth.ts';
import { call } from '../../api/call.ts';
import { queryClient, useRoute } from '../../api/queries.ts';
import { KitForm } from '../../kit/KitForm.tsx';
import { PasswordInput, Text, TextInput } from '../../kit/mantine.ts';
import { AppLink, useGo } from '../../kit/navigation.tsx';
import { EmptyState, Show } from '../../kit/states.tsx';
import { attempt } from '../../kit/toast.tsx';
import { useKitForm } from '../../kit/use-kit-form.ts';
import { Gate } from '../sign-in/Gate.tsx';

/** The token stands behind `#`, so that it is in no server's log; it is taken out of the address at once. */
function tokenFromAddress(): string {
  const token = new URLSearchParams(location.hash.slice(1)).get('token') ?? '';
  if (token !== '') history.replaceState(history.state, '', location.pathname);
  return token;
}

/** Makes the first superadmin with the link that the console printed, then signs in. */
export default function SetupPage() {
  const { t } = useTranslation('kernel');
  const setup = useRoute(getSetup, {}, { live: false });
  const [token] = useState(tokenFromAddress);
  useEffect(() => {
    document.title = `${t('setup.title')} · Caretaker`;
  }, [t]);
  return (
    <Gate title={t('setup.title')}>
      <Show answer={setup}>
        {({ required }) =>
          required ? (
            <SetupForm token={token} />
          ) : (
            <EmptyState title={t('setup.done')} action={<AppLink href="/sign-in">{t('signIn.submit')}</AppLink>} />
          )
        }
      </Show>
    </Gate>
  );
}

function SetupForm({ token }: { readonly token: string }) {
  const { t } = useTranslation('kernel');
  const go = useGo();
  const form = useKitForm({
    initial: { token, username: '', password: '', email: '' },
    route: doSetup,
    toInput: ({ email, ...rest }) => ({ ...rest, token: rest.token.trim(), ...(email.trim() === '' ? {} : { email: email.trim() }) }),
    onDone: (_made, { username, password }) =>
      attempt(async () => {
        await call(logIn, { username: username.trim(), password, session: 'cookie' });
        queryClient.clear();
        go('/today', { replace: true });
      }),
  });
  return (
    <KitForm form={form} verb={t('setup.submit')}>
      <Text c="dimmed">{t('setup.about')}</Text>
      {token === '' && (
        <TextInput label={t('setup.token')} description={t('setup.tokenHelp')} autoComplete="off" required {...form.text('token')} />
      )}
      <TextInput
        label={t('signIn.username')}
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        required
        {...form.text('username')}
      />
      <PasswordInput
        label={t('signIn.password')}
        description={t('account.passwordHelp')}
        autoComplete="new-password"
        required
        visibilityToggleButtonProps={{ 'aria-label': t('signIn.showPassword') }}
        {...form.text('password')}
      />
      <TextInput label={t('users.email')} description={t('setup.emailHelp')} type="email" autoComplete="email" {...form.text('email')} />
    </KitForm>
  );
}
