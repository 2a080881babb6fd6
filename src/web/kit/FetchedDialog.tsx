import { CatchBoundary, type ErrorComponentProps } from '@tanstack/react-router';
import { type ReactNode, Suspense, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Modal } from './Modal.tsx';
import { BrokenState } from './states.tsx';

interface FetchedDialogProps {
  /** Another name, another try. */
  readonly name: string;
  readonly children: ReactNode;
  onClose(): void;
}

/** A dialog that is fetched when it is first wanted. What keeps it from coming is said in its place, and the page below it stays. */
export function FetchedDialog({ name, children, onClose }: FetchedDialogProps) {
  const { t } = useTranslation('kernel');
  const Broken = useMemo(
    () =>
      function BrokenDialog({ error }: ErrorComponentProps) {
        return (
          <Modal opened onClose={onClose} closeButtonProps={{ 'aria-label': t('actions.close') }} title={t('states.failed')}>
            <BrokenState error={error} />
          </Modal>
        );
      },
    [onClose, t],
  );
  return (
    <CatchBoundary getResetKey={() => name} errorComponent={Broken}>
      <Suspense fallback={null}>{children}</Suspense>
    </CatchBoundary>
  );
}
