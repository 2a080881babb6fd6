import { type ReactNode, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { holds, useMe } from '../api/me.tsx';
import { Page } from '../kit/Page.tsx';
import { EmptyState, LoadingLines } from '../kit/states.tsx';

/** Shows the page to those who may see it, and to others which permission is missing. */
export function Guarded({ permission, children }: { readonly permission: string | null; readonly children: ReactNode }) {
  const me = useMe();
  if (permission !== null && !holds(me, permission)) return <ForbiddenPage permission={permission} />;
  return <Suspense fallback={<PageLoading />}>{children}</Suspense>;
}

function PageLoading() {
  return (
    <div className="ct-page">
      <LoadingLines />
    </div>
  );
}

function ForbiddenPage({ permission }: { readonly permission: string }) {
  const { t } = useTranslation('kernel');
  return (
    <Page title={t('forbidden.title')}>
      <EmptyState title={t('forbidden.heading')}>{t('forbidden.body', { permission })}</EmptyState>
    </Page>
  );
}
