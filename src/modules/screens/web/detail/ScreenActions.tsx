import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAction, useCan } from '../../../../web/api/index.ts';
import { ActionIcon, Button, IconDots, IconStack2, Menu, toast, useConfirm } from '../../../../web/kit/index.ts';
import { revokeAccount } from '../../contract/enrolment-routes.ts';
import type { Screen } from '../../contract/screen-shapes.ts';
import { AssignDialog } from '../dialogs/AssignDialog.tsx';
import { CodeDialog } from '../dialogs/CodeDialog.tsx';

/** What is done to a screen; nothing for those who may only look. */
export function ScreenActions({ screen }: { readonly screen: Screen }) {
  const { t } = useTranslation('screens');
  const [opened, setOpened] = useState<'assign' | 'code' | null>(null);
  const mayManage = useCan('screens:manage', screen.site.id);
  const mayEnrol = useCan('screens:enrol', screen.site.id);
  const revoke = useRevoke(screen);
  const close = () => setOpened(null);
  return (
    <>
      {mayManage && (
        <Button variant="default" leftSection={<IconStack2 size={16} aria-hidden />} onClick={() => setOpened('assign')}>
          {t('assign.do')}
        </Button>
      )}
      {mayEnrol && (
        <Menu position="bottom-end">
          <Menu.Target>
            <ActionIcon variant="default" size={36} aria-label={t('screen.menu')}>
              <IconDots size={18} aria-hidden />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={() => setOpened('code')}>{t('screen.code')}</Menu.Item>
            {screen.account !== null && <Menu.Item onClick={revoke}>{t('screen.revoke')}</Menu.Item>}
          </Menu.Dropdown>
        </Menu>
      )}
      {opened === 'assign' && <AssignDialog screens={[screen]} onClose={close} />}
      {opened === 'code' && <CodeDialog screen={screen} onClose={close} />}
    </>
  );
}

function useRevoke({ id, name }: Screen): () => void {
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
