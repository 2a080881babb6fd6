import { useTranslation } from 'react-i18next';
import { useRoute } from '../../../../web/api/index.ts';
import { Modal, Show } from '../../../../web/kit/index.ts';
import type { FindingActionProps } from '../../../../web/module.ts';
import { getScreen } from '../../contract/screen-routes.ts';
import { CodeDialog } from '../dialogs/CodeDialog.tsx';

/** Today's "Make an enrolment code": for the screen whose account the broker has lost. */
export default function MakeCode({ story, action, onClose }: FindingActionProps) {
  const { t } = useTranslation('screens');
  const screen = useRoute(getScreen, { id: action.assetId ?? story.subject.assetId ?? '' });
  if (screen.value !== undefined) return <CodeDialog screen={screen.value} onClose={onClose} />;
  return (
    <Modal opened onClose={onClose} title={t(`actions.${action.key}`)} closeButtonProps={{ 'aria-label': t('close') }}>
      <Show answer={screen}>{() => null}</Show>
    </Modal>
  );
}
