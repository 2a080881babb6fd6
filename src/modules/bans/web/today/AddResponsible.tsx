import { useTranslation } from 'react-i18next';
import { Modal } from '../../../../web/kit/index.ts';
import type { FindingActionProps } from '../../../../web/module.ts';
import { AddHostPerson } from '../detail/PeopleTab.tsx';
import { OfHost } from './OfHost.tsx';

/** Today's "Add a responsible person". */
export default function AddResponsible(props: FindingActionProps) {
  const { t } = useTranslation('bans');
  const { onClose } = props;
  return (
    <OfHost {...props}>
      {(host) => (
        <Modal opened onClose={onClose} title={`${t('people.add')}: ${host.name}`} closeButtonProps={{ 'aria-label': t('close') }}>
          <AddHostPerson host={host} onClose={onClose} />
        </Modal>
      )}
    </OfHost>
  );
}
