import { useTranslation } from 'react-i18next';
import { useCan } from '../../api/me.tsx';
import { AppLink } from '../../kit/navigation.tsx';

/** Settings and sites, for those who may see them. */
export function SettingsTabs({ at }: { readonly at: 'settings' | 'sites' }) {
  const { t } = useTranslation('kernel');
  const maySites = useCan('sites:manage');
  if (!maySites) return null;
  const tabs = [
    ['settings', '/settings', 'settings.general'],
    ['sites', '/settings/sites', 'sites.title'],
  ] as const;
  return (
    <nav className="ct-tabs" aria-label={t('settings.tabsLabel')}>
      {tabs.map(([name, href, labelKey]) => (
        <AppLink key={name} href={href} className="ct-tab ct-tab-link" aria-current={name === at ? 'page' : undefined}>
          {t(labelKey)}
        </AppLink>
      ))}
    </nav>
  );
}
