import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { getMyTelling } from '../../../../kernel/contract/routes/telling.ts';
import { useRoute } from '../../../api/queries.ts';
import { IconPlus } from '../../../kit/icons.ts';
import { Alert, Button, Modal } from '../../../kit/mantine.ts';
import { Page, Section } from '../../../kit/Page.tsx';
import { Show } from '../../../kit/states.tsx';
import { AccountTabs } from '../AccountTabs.tsx';
import { Channels } from './Channels.tsx';
import { HoursForm } from './HoursForm.tsx';
import { NewChannel } from './NewChannel.tsx';

/** How and when one is told: channels, quiet hours, digest. */
export default function NotificationsPage() {
  const { t } = useTranslation('kernel');
  const answer = useRoute(getMyTelling, {}, { live: ['telling', 'users'] });
  const [isAdding, setAdding] = useState(false);
  const close = () => setAdding(false);
  const add = (
    <Button size="xs" variant="default" leftSection={<IconPlus size={14} aria-hidden />} onClick={() => setAdding(true)}>
      {t('notify.add')}
    </Button>
  );
  return (
    <Page title={t('account.title')} aside={<AccountTabs at="notifications" />}>
      <Section title={t('notify.channels')} about={t('notify.about')} actions={add}>
        <Show answer={answer} lines={3}>
          {({ channels, hasMail }) => (
            <>
              {!hasMail && (
                <Alert color="gray" variant="light" mb="sm">
                  {t('notify.noMail')}
                </Alert>
              )}
              <Channels channels={channels} />
            </>
          )}
        </Show>
      </Section>
      <Section title={t('notify.hours')}>
        <Show answer={answer} lines={4}>
          {(own) => <HoursForm key={own.version} own={own} />}
        </Show>
      </Section>
      <Modal opened={isAdding} onClose={close} title={t('notify.add')} closeButtonProps={{ 'aria-label': t('actions.close') }}>
        <NewChannel hasMail={answer.value?.hasMail ?? false} onClose={close} />
      </Modal>
    </Page>
  );
}
