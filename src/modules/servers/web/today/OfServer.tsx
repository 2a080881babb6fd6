import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useRoute } from '../../../../web/api/index.ts';
import { Modal, Show } from '../../../../web/kit/index.ts';
import type { FindingActionProps } from '../../../../web/module.ts';
import { getServer } from '../../contract/routes.ts';
import type { ServerDetail } from '../../contract/shapes.ts';

interface OfServerProps extends FindingActionProps {
  readonly children: (server: ServerDetail) => ReactNode;
}

/** Loads the server that an action of Today is about, then shows the dialog for it. */
export function OfServer({ story, action, onClose, children }: OfServerProps) {
  const { t } = useTranslation('servers');
  const server = useRoute(getServer, { id: action.assetId ?? story.subject.assetId ?? '' });
  if (server.value !== undefined) return children(server.value);
  return (
    <Modal opened onClose={onClose} title={t(`actions.${action.key}`)} closeButtonProps={{ 'aria-label': t('bulk.close') }}>
      <Show answer={server}>{() => null}</Show>
    </Modal>
  );
}
