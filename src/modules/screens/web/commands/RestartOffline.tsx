import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useList } from '../../../../web/api/index.ts';
import { Button, Modal, ProblemState, Text } from '../../../../web/kit/index.ts';
import { listScreens } from '../../contract/screen-routes.ts';
import { BulkCommandDialog } from './BulkCommandDialog.tsx';

interface RestartOfflineProps {
  readonly group: { readonly id: string; readonly name: string };
}

/** "Restart the offline ones" of a group: which they are is looked up when it is asked for. */
export function RestartOffline({ group }: RestartOfflineProps) {
  const { t } = useTranslation('screens');
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button size="compact-sm" variant="default" onClick={() => setOpen(true)}>
        {t('commands.restartOffline')}
      </Button>
      {isOpen && <OfflineOnes group={group} onClose={() => setOpen(false)} />}
    </>
  );
}

function OfflineOnes({ group, onClose }: RestartOfflineProps & { onClose(): void }) {
  const { t } = useTranslation('screens');
  const { items, isLoading, problem, refetch } = useList(listScreens, { groupId: group.id, state: 'offline', limit: 200 });
  if (!isLoading && problem === null && items.length > 0) return <BulkCommandDialog screens={items} only="reboot_host" onClose={onClose} />;
  return (
    <Modal opened onClose={onClose} title={t('commands.restartOffline')} closeButtonProps={{ 'aria-label': t('close') }}>
      {problem !== null && <ProblemState problem={problem} onRetry={refetch} />}
      {!isLoading && problem === null && <Text size="sm">{t('commands.noneOffline', { name: group.name })}</Text>}
    </Modal>
  );
}
