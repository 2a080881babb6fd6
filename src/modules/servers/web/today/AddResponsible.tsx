import { useTranslation } from 'react-i18next';
import { AddPersonForm, Modal } from '../../../../web/kit/index.ts';
import type { FindingActionProps } from '../../../../web/module.ts';
import { addResponsible } from '../../contract/routes.ts';
import { OfServer } from './OfServer.tsx';

/** Today's "Add a responsible person". */
export default function AddResponsible(props: FindingActionProps) {
  const { t } = useTranslation('kernel');
  const { onClose } = props;
  return (
    <OfServer {...props}>
      {(server) => (
        <Modal opened onClose={onClose} title={`${t('assets.add')}: ${server.name}`} closeButtonProps={{ 'aria-label': t('assets.close') }}>
          <AddPersonForm asset={server} route={addResponsible} onClose={onClose} />
        </Modal>
      )}
    </OfServer>
  );
}
