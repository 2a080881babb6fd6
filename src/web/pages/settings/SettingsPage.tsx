import { useTranslation } from 'react-i18next';
import { listSettings } from '../../../kernel/contract/routes/console.ts';
import { useRoute } from '../../api/queries.ts';
import { Page, Section } from '../../kit/Page.tsx';
import { EmptyState, Show } from '../../kit/states.tsx';
import { SettingField, type SettingShape } from './SettingField.tsx';
import { SettingsTabs } from './SettingsTabs.tsx';

/** Every setting, drawn from its schema, grouped by module. */
export default function SettingsPage() {
  const { t } = useTranslation('kernel');
  const answer = useRoute(listSettings, {});
  return (
    <Page title={t('settings.title')} aside={<SettingsTabs at="settings" />}>
      <Show answer={answer}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState title={t('settings.none')} />
          ) : (
            groupsOf(items).map(([module, settings]) => (
              <Section key={module} title={t(`${module}:title`, { defaultValue: t(`settings.rooms.${module}`, { defaultValue: module }) })}>
                {settings.map((setting) => (
                  <SettingField key={`${setting.key} ${setting.version}`} setting={setting} />
                ))}
              </Section>
            ))
          )
        }
      </Show>
    </Page>
  );
}

const groupsOf = (settings: readonly SettingShape[]): readonly [string, readonly SettingShape[]][] =>
  [...Map.groupBy(settings, ({ module }) => module)].toSorted(([a], [b]) => a.localeCompare(b));
