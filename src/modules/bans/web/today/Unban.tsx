import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAction } from '../../../../web/api/index.ts';
import { AppLink, attempt, Button, Group, Modal, Stack, Text, toast } from '../../../../web/kit/index.ts';
import type { FindingActionProps } from '../../../../web/module.ts';
import type { HostDetail } from '../../contract/host-shapes.ts';
import { removeBanOnHost } from '../../contract/order-routes.ts';
import { addressHref } from '../view/filters.ts';
import { namedAddresses } from '../view/named-addresses.ts';
import { OfHost } from './OfHost.tsx';
import '../parts/bans.css';

/** Today's "Unban": lets the protected addresses that the finding names in again, on its host. */
export default function Unban(props: FindingActionProps) {
  return <OfHost {...props}>{(host) => <UnbanDialog {...props} host={host} />}</OfHost>;
}

function UnbanDialog({ story, action, host, onClose }: FindingActionProps & { readonly host: HostDetail }) {
  const { t } = useTranslation('bans');
  const remove = useAction(removeBanOnHost, { touches: ['findings'] });
  const [isRunning, setRunning] = useState(false);
  const addresses = namedAddresses(story, action);
  const run = async () => {
    setRunning(true);
    try {
      for (const ip of addresses) await remove.run({ id: host.id, ip });
      toast.done(t('unban.protectedDone', { name: host.name, count: addresses.length }));
      onClose();
    } finally {
      setRunning(false);
    }
  };
  return (
    <Modal opened onClose={onClose} title={t('unban.protectedTitle', { name: host.name })} closeButtonProps={{ 'aria-label': t('close') }}>
      <Stack gap="md">
        <Text size="sm">{t('unban.protectedAsk')}</Text>
        <ul className="bn-plain">
          {addresses.map((address) => (
            <li key={address}>
              <AppLink href={addressHref(address)}>{address}</AppLink>
            </li>
          ))}
        </ul>
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {t('cancel')}
          </Button>
          <Button loading={isRunning} disabled={addresses.length === 0} onClick={() => attempt(run)} data-autofocus>
            {t('unban.protectedDo', { count: addresses.length })}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
