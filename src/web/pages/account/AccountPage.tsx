import { useTranslation } from 'react-i18next';
import { useMe } from '../../api/me.tsx';
import { Page, Section } from '../../kit/Page.tsx';
import { AccountTabs } from './AccountTabs.tsx';
import { Links } from './Links.tsx';
import { PasswordForm } from './PasswordForm.tsx';
import { ProfileForm } from './ProfileForm.tsx';
import { Sessions } from './Sessions.tsx';
import { Tokens } from './Tokens.tsx';

export default function AccountPage() {
  const { t } = useTranslation('kernel');
  const me = useMe();
  return (
    <Page title={t('account.title')} aside={<AccountTabs at="account" />}>
      <Section title={t('account.profile')} about={me.username}>
        <ProfileForm />
      </Section>
      <Section title={t('account.password')}>
        <PasswordForm />
      </Section>
      <Section title={t('account.sessions')} about={t('account.sessionsAbout')}>
        <Sessions />
      </Section>
      <Tokens />
      <Links />
    </Page>
  );
}
