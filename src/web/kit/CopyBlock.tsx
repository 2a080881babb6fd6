import { Button, Code, CopyButton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { IconCheck, IconCopy } from './icons.ts';

interface CopyBlockProps {
  readonly label: string;
  readonly text: string;
}

/** A text to paste elsewhere, with its button. */
export function CopyBlock({ label, text }: CopyBlockProps) {
  const { t } = useTranslation('kernel');
  return (
    <div className="ct-copy">
      <div className="ct-copy-head">
        <span>{label}</span>
        <CopyButton value={text}>
          {({ copied, copy }) => (
            <Button
              size="compact-sm"
              variant="default"
              aria-label={`${t('actions.copy')}: ${label}`}
              leftSection={copied ? <IconCheck size={14} aria-hidden /> : <IconCopy size={14} aria-hidden />}
              onClick={copy}
            >
              {t(copied ? 'actions.copied' : 'actions.copy')}
            </Button>
          )}
        </CopyButton>
      </div>
      <Code block tabIndex={0} aria-label={label}>
        {text}
      </Code>
    </div>
  );
}
