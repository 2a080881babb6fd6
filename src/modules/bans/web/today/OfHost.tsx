import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useRoute } from '../../../../web/api/index.ts';
import { Modal, Show } from '../../../../web/kit/index.ts';
import type { FindingActionProps } from '../../../../web/module.ts';
import { getHost } from '../../contract/host-routes.ts';
import type { HostDetail } from '../../contract/host-shapes.ts';

interface OfHostProps extends FindingActionProps {
  readonly children: (host: HostDetail) => ReactNode;
}

/** Loads the host that an action of Today is about, then shows the dialog for it. */
export function OfHost({ story, action, onClose, children }: OfHostProps) {
  const { t } = useTranslation('bans');
  const host = useRoute(getHost, { id: action.assetId ?? story.subject.assetId ?? '' });
  if (host.value !== undefined) return children(host.value);
  return (
    <Modal opened onClose={onClose} title={t(`actions.${action.key}`)} closeButtonProps={{ 'aria-label': t('close') }}>
      <Show answer={host}>{() => null}</Show>
    </Modal>
  );
}
