import { Button, Menu, useMantineColorScheme } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { editMe, logOut } from '../../kernel/contract/routes/auth.ts';
import { call } from '../api/call.ts';
import { useMe } from '../api/me.tsx';
import { queryClient, useAction } from '../api/queries.ts';
import { speak } from '../i18n.ts';
import { IconKeyboard, IconLogout, IconUser } from '../kit/icons.ts';
import { useKeyHelp } from '../kit/keys.tsx';
import { useGo } from '../kit/navigation.tsx';
import { attempt } from '../kit/toast.tsx';

const SCHEMES = ['light', 'dark', 'auto'] as const;

const LANGUAGES = ['en', 'de'] as const;

/** Theme, language, own account, keys, sign out. */
export function AccountMenu() {
  const { t, i18n } = useTranslation('kernel');
  const me = useMe();
  const go = useGo();
  const showKeys = useKeyHelp();
  const edit = useAction(editMe);
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const signOut = async () => {
    await call(logOut, {});
    queryClient.clear();
    go('/sign-in', { replace: true });
  };
  const pick = async (language: (typeof LANGUAGES)[number]) => {
    await speak(language);
    await edit.run({ language });
  };
  return (
    <Menu position="bottom-end" width={220}>
      <Menu.Target>
        <Button variant="subtle" color="gray" size="xs" leftSection={<IconUser size={16} aria-hidden />} className="ct-account">
          {me.displayName === '' ? me.username : me.displayName}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconUser size={16} aria-hidden />} onClick={() => go('/account')}>
          {t('nav.account')}
        </Menu.Item>
        <Menu.Item leftSection={<IconKeyboard size={16} aria-hidden />} onClick={showKeys}>
          {t('keys.title')}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Label>{t('shell.theme')}</Menu.Label>
        <Menu.RadioGroup value={colorScheme} onChange={(scheme) => setColorScheme(SCHEMES.find((one) => one === scheme) ?? 'auto')}>
          {SCHEMES.map((scheme) => (
            <Menu.RadioItem key={scheme} value={scheme}>
              {t(`shell.schemes.${scheme}`)}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
        <Menu.Divider />
        <Menu.Label>{t('shell.language')}</Menu.Label>
        <Menu.RadioGroup value={i18n.language} onChange={(language) => attempt(() => pick(language === 'de' ? 'de' : 'en'))}>
          {LANGUAGES.map((language) => (
            <Menu.RadioItem key={language} value={language} lang={language}>
              {t(`languages.${language}`)}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={16} aria-hidden />} onClick={() => attempt(signOut)}>
          {t('shell.signOut')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
