import { useTranslation } from 'react-i18next';
import { Page, Section } from '../../../kit/Page.tsx';
import { SettingsTabs } from '../SettingsTabs.tsx';
import { Steps } from './Steps.tsx';

/** Who is told of criticals, site by site. */
export default function TellingPage() {
  const { t } = useTranslation('kernel');
  return (
    <Page title={t('settings.title')} aside={<SettingsTabs at="telling" />}>
      <Section title={t('telling.steps')} about={t('telling.stepsAbout')}>
        <Steps />
      </Section>
    </Page>
  );
}
