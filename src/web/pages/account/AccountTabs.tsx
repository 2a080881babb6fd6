import { useTranslation } from 'react-i18next';
import { AppLink } from '../../kit/navigation.tsx';

/** The account itself, and how its person is told. */
export function AccountTabs({ at }: { readonly at: 'account' | 'notifications' }) {
  const { t } = useTranslation('kernel');
  const tabs = [
    ['account', '/account', 'account.tab'],
    ['notifications', '/account/notifications', 'notify.title'],
  ] as const;
  return (
    <nav className="ct-tabs" aria-label={t('account.tabsLabel')}>
      {tabs.map(([name, href, labelKey]) => (
        <AppLink key={name} href={href} className="ct-tab ct-tab-link" aria-current={name === at ? 'page' : undefined}>
          {t(labelKey)}
        </AppLink>
      ))}
    </nav>
  );
}
