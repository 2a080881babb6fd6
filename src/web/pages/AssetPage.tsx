import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { getAsset } from '../../kernel/contract/routes/assets.ts';
import { useRoute } from '../api/queries.ts';
import { useGo, useParam } from '../kit/navigation.tsx';
import { Page } from '../kit/Page.tsx';
import { Show } from '../kit/states.tsx';
import { NotFoundPage } from '../shell/NotFoundPage.tsx';
import { useModules } from '../shell/navigation.ts';

/** `/assets/:id` leads to the page of the module that cares for it. */
export default function AssetPage() {
  const { t } = useTranslation('kernel');
  const id = useParam('id');
  const found = useRoute(getAsset, { id }, { live: false });
  return (
    <Page title={t('asset.title')}>
      <Show answer={found}>{(asset) => <Forward asset={asset} />}</Show>
    </Page>
  );
}

function Forward({ asset }: { readonly asset: { readonly id: string; readonly kind: string; readonly module: string } }) {
  const go = useGo();
  const href = useModules()
    .find(({ name }) => name === asset.module)
    ?.assetHref(asset);
  useEffect(() => {
    if (href !== undefined) go(href, { replace: true });
  }, [go, href]);
  return href === undefined ? <NotFoundPage /> : null;
}
