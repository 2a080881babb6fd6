import { useTranslation } from 'react-i18next';
import { Modal } from '../../../../web/kit/index.ts';
import type { FindingActionProps } from '../../../../web/module.ts';
import { AddPersonForm } from '../detail/AddPersonForm.tsx';
import { OfServer } from './OfServer.tsx';

/** Today's "Add a responsible person". */
export default function AddResponsible(props: FindingActionProps) {
  const { t } = useTranslation('servers');
  const { onClose } = props;
  return (
    <OfServer {...props}>
      {(server) => (
        <Modal opened onClose={onClose} title={`${t('people.add')}: ${server.name}`} closeButtonProps={{ 'aria-label': t('bulk.close') }}>
          <AddPersonForm server={server} onClose={onClose} />
        </Modal>
      )}
    </OfServer>
  );
}
