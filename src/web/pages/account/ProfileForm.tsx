import { useTranslation } from 'react-i18next';
import { editMe } from '../../../kernel/contract/routes/auth.ts';
import { useMe } from '../../api/me.tsx';
import { speak } from '../../i18n.ts';
import { KitForm } from '../../kit/KitForm.tsx';
import { SegmentedControl, Select, Stack, Text, TextInput, useMantineColorScheme } from '../../kit/mantine.ts';
import { ZoneSelect } from '../../kit/pickers.tsx';
import { attempt, toast } from '../../kit/toast.tsx';
import { useKitForm } from '../../kit/use-kit-form.ts';

const LANGUAGES = ['en', 'de'] as const;

/** Name, address, language, zone; the theme belongs to this browser and holds at once. */
export function ProfileForm() {
  const { t } = useTranslation('kernel');
  const me = useMe();
  const form = useKitForm({
    initial: { displayName: me.displayName, email: me.email ?? '', language: me.language, timeZone: me.timeZone },
    route: editMe,
    touches: ['people', 'users'],
    toInput: ({ displayName, email, language, timeZone }) => ({
      displayName: displayName.trim(),
      email: email.trim() === '' ? null : email.trim(),
      language,
      timeZone,
    }),
    onDone: ({ language }) =>
      attempt(async () => {
        await speak(language);
        toast.done(t('states.saved'));
      }),
  });
  return (
    <KitForm form={form} verb={t('actions.save')}>
      <TextInput label={t('users.displayName')} autoComplete="name" {...form.text('displayName')} />
      <TextInput label={t('users.email')} type="email" autoComplete="email" {...form.text('email')} />
      <Select
        label={t('shell.language')}
        data={LANGUAGES.map((language) => ({ value: language, label: t(`languages.${language}`) }))}
        allowDeselect={false}
        value={form.values.language}
        onChange={(language) => language !== null && form.set('language', language)}
      />
      <ZoneSelect
        label={t('account.timeZone')}
        description={t('account.timeZoneHelp', { zone: Temporal.Now.timeZoneId() })}
        {...form.choice('timeZone')}
      />
      <ThemeChoice />
    </KitForm>
  );
}

function ThemeChoice() {
  const { t } = useTranslation('kernel');
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <Stack gap={4} align="flex-start">
      <Text size="sm" fw={500} id="theme-label">
        {t('shell.theme')}
      </Text>
      <SegmentedControl
        aria-labelledby="theme-label"
        value={colorScheme}
        data={(['light', 'dark', 'auto'] as const).map((scheme) => ({ value: scheme, label: t(`shell.schemes.${scheme}`) }))}
        onChange={(scheme) => setColorScheme(scheme)}
      />
    </Stack>
  );
}
