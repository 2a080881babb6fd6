import { useTranslation } from 'react-i18next';
import { AppLink } from '../kit/navigation.tsx';
import { Page } from '../kit/Page.tsx';
import { EmptyState } from '../kit/states.tsx';

export function NotFoundPage() {
  const { t } = useTranslation('kernel');
  return (
    <Page title={t('notFound.title')}>
      <EmptyState title={t('notFound.heading')} action={<AppLink href="/today">{t('notFound.back')}</AppLink>}>
        {t('notFound.body')}
      </EmptyState>
    </Page>
  );
}
