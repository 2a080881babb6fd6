import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAction } from '../../../../web/api/index.ts';
import {
  ActionIcon,
  attempt,
  Button,
  IconDots,
  IconStack2,
  MaintenanceDialog,
  Menu,
  toast,
  useConfirm,
} from '../../../../web/kit/index.ts';
import { endScreenMaintenance, startScreenMaintenance } from '../../contract/care-routes.ts';
import { revokeAccount } from '../../contract/enrolment-routes.ts';
import type { ScreenDetail } from '../../contract/screen-shapes.ts';
import { AssignDialog } from '../dialogs/AssignDialog.tsx';
import { CodeDialog } from '../dialogs/CodeDialog.tsx';

/** What is done to a screen; nothing for those who may only look. */
export function ScreenActions({ screen }: { readonly screen: ScreenDetail }) {
  const { t } = useTranslation('screens');
  const [opened, setOpened] = useState<'assign' | 'code' | 'maintenance' | null>(null);
  const { t: tKernel } = useTranslation('kernel');
  const [mayManage, mayEnrol, mayMaintain] = ['manage', 'enrol', 'maintain'].map((verb) => screen.may.includes(`screens:${verb}`));
  const end = useEndMaintenance(screen);
  const isMaintained = screen.maintenance !== null;
  const revoke = useRevoke(screen);
  const close = () => setOpened(null);
  return (
    <>
      {mayManage && (
        <Button variant="default" leftSection={<IconStack2 size={16} aria-hidden />} onClick={() => setOpened('assign')}>
          {t('assign.do')}
        </Button>
      )}
      {(mayEnrol || mayMaintain) && (
        <Menu position="bottom-end">
          <Menu.Target>
            <ActionIcon variant="default" size={36} aria-label={t('screen.menu')}>
              <IconDots size={18} aria-hidden />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            {mayMaintain && (
              <Menu.Item onClick={isMaintained ? end : () => setOpened('maintenance')}>
                {tKernel(isMaintained ? 'assets.maintenance.end' : 'assets.maintenance.start')}
              </Menu.Item>
            )}
            {mayEnrol && <Menu.Item onClick={() => setOpened('code')}>{t('screen.code')}</Menu.Item>}
            {mayEnrol && screen.account !== null && <Menu.Item onClick={revoke}>{t('screen.revoke')}</Menu.Item>}
          </Menu.Dropdown>
        </Menu>
      )}
      {opened === 'assign' && <AssignDialog screens={[screen]} onClose={close} />}
      {opened === 'code' && <CodeDialog screen={screen} onClose={close} />}
      {opened === 'maintenance' && <MaintenanceDialog asset={screen} route={startScreenMaintenance} onClose={close} />}
    </>
  );
}

function useEndMaintenance({ id, name }: ScreenDetail): () => void {
  const { t } = useTranslation('kernel');
  const { run } = useAction(endScreenMaintenance, { touches: ['findings'] });
  const work = async () => {
    await run({ id });
    toast.done(t('assets.maintenance.ended', { name }));
  };
  return () => void attempt(work);
}

function useRevoke({ id, name }: ScreenDetail): () => void {
  const { t } = useTranslation('screens');
  const ask = useConfirm();
  const { run } = useAction(revokeAccount, { touches: ['findings'] });
  return () =>
    ask({
      title: t('screen.revokeTitle', { name }),
      body: t('screen.revokeAsk'),
      verb: t('screen.revokeDo'),
      tone: 'danger',
      run: async () => {
        await run({ id });
        toast.done(t('screen.revoked', { name }));
      },
    });
}
