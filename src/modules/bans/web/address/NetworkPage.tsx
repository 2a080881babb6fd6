import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Can } from '../../../../web/api/index.ts';
import { AppLink, Button, Page } from '../../../../web/kit/index.ts';
import { BanDialog } from '../dialogs/BanDialog.tsx';
import { UnbanDialog } from '../dialogs/UnbanDialog.tsx';
import { withFilters } from '../view/filters.ts';

/** What can be done with a network; what is known stands with the bans within it. */
export function NetworkPage({ network }: { readonly network: string }) {
  const { t } = useTranslation('bans');
  const [opened, setOpened] = useState<'ban' | 'unban' | null>(null);
  const close = () => setOpened(null);
  return (
    <Page
      title={network}
      actions={
        <Can do="bans:ban">
          <Button variant="default" onClick={() => setOpened('unban')}>
            {t('unban.everywhere')}
          </Button>
          <Button onClick={() => setOpened('ban')}>{t('ban.open')}</Button>
        </Can>
      }
    >
      <AppLink href={withFilters('/bans/list', { ip: network })}>{t('lookup.bansInside')}</AppLink>
      {opened === 'ban' && <BanDialog address={network} onClose={close} />}
      {opened === 'unban' && <UnbanDialog network={network} onClose={close} />}
    </Page>
  );
}
