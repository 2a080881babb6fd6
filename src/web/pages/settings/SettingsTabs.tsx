import { useTranslation } from 'react-i18next';
import { useCan } from '../../api/me.tsx';
import { AppLink } from '../../kit/navigation.tsx';

/** Settings, sites, telling and what is kept, for those who may see them. */
export function SettingsTabs({ at }: { readonly at: 'settings' | 'sites' | 'telling' | 'deliveries' | 'streams' }) {
  const { t } = useTranslation('kernel');
  const maySites = useCan('sites:manage');
  const mayTelling = useCan('telling:manage');
  const tabs = [
    ['settings', '/settings', 'settings.general'],
    ...(maySites ? [['sites', '/settings/sites', 'sites.title'] as const] : []),
    ...(mayTelling
      ? [['telling', '/settings/telling', 'telling.tab'] as const, ['deliveries', '/settings/deliveries', 'telling.deliveries'] as const]
      : []),
    ['streams', '/settings/data-kept', 'streams.title'],
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
