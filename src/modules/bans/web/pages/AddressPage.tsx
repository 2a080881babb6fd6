import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Can, useAction, useRoute } from '../../../../web/api/index.ts';
import { Button, Page, Show, toast, useConfirm, useFormat, useParam } from '../../../../web/kit/index.ts';
import { lookUpAddress, removeBans } from '../../contract/order-routes.ts';
import { AddressFacts } from '../address/AddressFacts.tsx';
import { AddressHistory } from '../address/AddressHistory.tsx';
import { AddressHosts } from '../address/AddressHosts.tsx';
import { Asked } from '../address/Asked.tsx';
import { NetworkPage } from '../address/NetworkPage.tsx';
import type { LookupAnswer } from '../address/parts.ts';
import { BanDialog } from '../dialogs/BanDialog.tsx';
import { useCalmRefetch } from '../view/use-calm-refetch.ts';
import '../parts/bans.css';

/** What the address bar names: an address, or a network. */
export default function AddressPage() {
  const ip = useParam('ip');
  return ip.includes('/') ? <NetworkPage network={ip} /> : <LookedUp ip={ip} />;
}

/** Everything about one address: where it is banned now, what it did before, who it belongs to. */
function LookedUp({ ip }: { readonly ip: string }) {
  const { t } = useTranslation('bans');
  const found = useRoute(lookUpAddress, { ip }, { live: false });
  useCalmRefetch(found.refetch);
  if (found.value !== undefined) return <Address found={found.value} onChanged={found.refetch} />;
  return (
    <Page title={ip}>
      {found.isLoading && <p role="status">{t('lookup.asking')}</p>}
      <Show answer={found}>{() => null}</Show>
    </Page>
  );
}

interface AddressProps {
  readonly found: LookupAnswer;
  onChanged(): void;
}

function Address({ found, onChanged }: AddressProps) {
  const { t } = useTranslation('bans');
  const { country } = useFormat();
  const [isBanning, setBanning] = useState(false);
  const place = found.place?.country;
  const closeDialog = () => {
    setBanning(false);
    onChanged();
  };
  return (
    <Page
      title={found.address}
      aside={place === null || place === undefined ? undefined : <span>{country(place)}</span>}
      actions={
        <Can do="bans:ban">
          {found.hosts.some(({ jails }) => jails !== null && jails.length > 0) && (
            <UnbanButton address={found.address} onDone={onChanged} />
          )}
          <Button onClick={() => setBanning(true)}>{t('ban.open')}</Button>
        </Can>
      }
    >
      <AddressHosts found={found} />
      <AddressFacts found={found} />
      <AddressHistory found={found} />
      <Asked address={found.address} />
      {isBanning && <BanDialog address={found.address} onClose={closeDialog} />}
    </Page>
  );
}

function UnbanButton({ address, onDone }: { readonly address: string; onDone(): void }) {
  const { t } = useTranslation('bans');
  const ask = useConfirm();
  const remove = useAction(removeBans, { touches: ['findings'] });
  const question = () =>
    ask({
      title: t('unban.title', { address }),
      body: t('unban.ask'),
      verb: t('unban.do', { address }),
      run: async () => {
        const { orders, remarks } = await remove.run({ ip: address });
        const done = orders.filter(({ state }) => state === 'done').length;
        toast.done(
          [t('unban.given', { address, done, count: orders.length }), ...remarks.map((remark) => t(`ban.remarks.${remark}`))].join(' '),
        );
        onDone();
      },
    });
  return (
    <Button variant="default" onClick={question}>
      {t('unban.everywhere')}
    </Button>
  );
}
