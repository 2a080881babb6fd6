import { useTranslation } from 'react-i18next';
import { AppLink } from '../../kit/navigation.tsx';

/** Users and teams, side by side. */
export function PeopleTabs({ at }: { readonly at: 'users' | 'teams' }) {
  const { t } = useTranslation('kernel');
  return (
    <nav className="ct-tabs" aria-label={t('users.tabsLabel')}>
      {(['users', 'teams'] as const).map((tab) => (
        <AppLink key={tab} href={`/${tab}`} className="ct-tab ct-tab-link" aria-current={tab === at ? 'page' : undefined}>
          {t(`nav.${tab}`)}
        </AppLink>
      ))}
    </nav>
  );
}
