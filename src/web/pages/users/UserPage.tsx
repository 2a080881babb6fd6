import { useTranslation } from 'react-i18next';
import { editUser, getUser, type User } from '../../../kernel/contract/routes/users.ts';
import { useMe } from '../../api/me.tsx';
import { useRoute } from '../../api/queries.ts';
import { KitForm } from '../../kit/KitForm.tsx';
import { Alert, Select, Switch, TextInput } from '../../kit/mantine.ts';
import { AppLink, useParam } from '../../kit/navigation.tsx';
import { Facts, Page, Section } from '../../kit/Page.tsx';
import { Show } from '../../kit/states.tsx';
import { Instant } from '../../kit/Time.tsx';
import { toast } from '../../kit/toast.tsx';
import { useKitForm } from '../../kit/use-kit-form.ts';
import { GrantsField } from './GrantsField.tsx';
import { UserActions } from './UserActions.tsx';
import { UserMark } from './UserMark.tsx';

export default function UserPage() {
  const id = useParam('id');
  const { t } = useTranslation('kernel');
  const answer = useRoute(getUser, { id });
  const user = answer.value;
  return (
    <Page
      title={user?.username ?? t('users.one')}
      aside={user === undefined ? undefined : <UserMark user={user} />}
      actions={user === undefined ? undefined : <UserActions user={user} />}
    >
      <Show answer={answer}>
        {(found) => (
          <>
            <Section title={t('users.profile')}>
              <UserForm key={found.version} user={found} />
            </Section>
            <Section title={t('users.signIns')}>
              <SignIns user={found} />
            </Section>
          </>
        )}
      </Show>
    </Page>
  );
}

function UserForm({ user }: { readonly user: User }) {
  const { t } = useTranslation('kernel');
  const me = useMe();
  const form = useKitForm({
    initial: {
      username: user.username,
      displayName: user.displayName,
      email: user.email ?? '',
      language: user.language,
      grants: user.grants as readonly User['grants'][number][],
      isSuperadmin: user.isSuperadmin,
    },
    route: editUser,
    ifMatch: user.version,
    toInput: (values) => changesOf(user, values),
    onDone: () => toast.done(t('states.saved')),
  });
  const isSelf = me.id === user.id;
  return (
    <KitForm form={form} verb={t('actions.save')}>
      {isSelf && <Alert>{t('users.ownAccount')}</Alert>}
      <TextInput label={t('users.username')} required {...form.text('username')} />
      <TextInput label={t('users.displayName')} {...form.text('displayName')} />
      <TextInput label={t('users.email')} type="email" {...form.text('email')} />
      <Select
        label={t('shell.language')}
        data={(['en', 'de'] as const).map((language) => ({ value: language, label: t(`languages.${language}`) }))}
        allowDeselect={false}
        value={form.values.language}
        onChange={(language) => language !== null && form.set('language', language)}
      />
      {!isSelf && <GrantsField {...form.choice('grants')} />}
      {!isSelf && me.isSuperadmin && (
        <Switch label={t('roles.superadmin')} description={t('users.superadminHelp')} {...form.flag('isSuperadmin')} />
      )}
    </KitForm>
  );
}

interface UserValues {
  readonly username: string;
  readonly displayName: string;
  readonly email: string;
  readonly language: User['language'];
  readonly grants: readonly User['grants'][number][];
  readonly isSuperadmin: boolean;
}

/** Only what changed is sent: nobody may touch their own rank, not even with the value it has. */
function changesOf(user: User, values: UserValues) {
  const email = values.email.trim() === '' ? null : values.email.trim();
  return {
    id: user.id,
    ...(values.username === user.username ? {} : { username: values.username }),
    ...(values.displayName === user.displayName ? {} : { displayName: values.displayName }),
    ...(email === user.email ? {} : { email }),
    ...(values.language === user.language ? {} : { language: values.language }),
    ...(values.grants === user.grants ? {} : { grants: [...values.grants] }),
    ...(values.isSuperadmin === user.isSuperadmin ? {} : { isSuperadmin: values.isSuperadmin }),
  };
}

function SignIns({ user }: { readonly user: User }) {
  const { t } = useTranslation('kernel');
  return (
    <>
      <Facts
        items={[
          [t('users.lastLogin'), <Instant key="login" at={user.lastLoginAt} none={t('time.never')} />],
          [t('users.failedLogins'), user.failedLoginAttempts],
          [t('users.lastFailedLogin'), <Instant key="failed" at={user.lastFailedLoginAt} none={t('time.never')} />],
          [t('users.lastPasswordChange'), <Instant key="password" at={user.lastPasswordChangeAt} none={t('time.never')} />],
          [t('users.created'), <Instant key="created" at={user.createdAt} />],
          [t('nav.teams'), user.teams.map(({ name }) => name).join(', ') || '–'],
          [t('users.number'), user.number],
        ]}
      />
      <p>
        <AppLink href={`/audit?userId=${user.id}`}>{t('users.showAudit')}</AppLink>
      </p>
    </>
  );
}
