import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Modal, Stack, Text } from '../../../../web/kit/index.ts';
import type { Screen } from '../../contract/screen-shapes.ts';
import { CodeForm } from '../enrol/CodeForm.tsx';
import { type Made, MadeCode } from '../enrol/MadeCode.tsx';
import '../parts/screens.css';

interface CodeDialogProps {
  readonly screen: Pick<Screen, 'id' | 'name' | 'site'>;
  onClose(): void;
}

/** A code by which the player of this screen gets a new account. */
export function CodeDialog({ screen, onClose }: CodeDialogProps) {
  const { t } = useTranslation('screens');
  const [made, setMade] = useState<Made | null>(null);
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={t('screen.codeTitle', { name: screen.name })}
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      {made === null ? (
        <Stack>
          <Text size="sm">{t('screen.codeAbout')}</Text>
          <CodeForm screen={screen} onMade={setMade} onCancel={onClose} />
        </Stack>
      ) : (
        <MadeCode made={made} />
      )}
    </Modal>
  );
}
