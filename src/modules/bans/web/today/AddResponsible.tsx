import { useTranslation } from 'react-i18next';
import { AddPersonForm, Modal } from '../../../../web/kit/index.ts';
import type { FindingActionProps } from '../../../../web/module.ts';
import { addHostPerson } from '../../contract/host-routes.ts';
import { OfHost } from './OfHost.tsx';

/** Today's "Add a responsible person". */
export default function AddResponsible(props: FindingActionProps) {
  const { t } = useTranslation('kernel');
  const { onClose } = props;
  return (
    <OfHost {...props}>
      {(host) => (
        <Modal opened onClose={onClose} title={`${t('assets.add')}: ${host.name}`} closeButtonProps={{ 'aria-label': t('assets.close') }}>
          <AddPersonForm asset={host} route={addHostPerson} onClose={onClose} />
        </Modal>
      )}
    </OfHost>
  );
}
