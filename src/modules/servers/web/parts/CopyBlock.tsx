import { useTranslation } from 'react-i18next';
import { Button, Code, CopyButton, IconCheck, IconCopy } from '../../../../web/kit/index.ts';

interface CopyBlockProps {
  readonly label: string;
  readonly text: string;
}

/** A text to paste elsewhere, with its button. */
export function CopyBlock({ label, text }: CopyBlockProps) {
  const { t } = useTranslation('servers');
  return (
    <div className="sv-copy">
      <div className="sv-copy-head">
        <span>{label}</span>
        <CopyButton value={text}>
          {({ copied, copy }) => (
            <Button
              size="compact-sm"
              variant="default"
              aria-label={`${t('connect.copy')}: ${label}`}
              leftSection={copied ? <IconCheck size={14} aria-hidden /> : <IconCopy size={14} aria-hidden />}
              onClick={copy}
            >
              {t(copied ? 'connect.copied' : 'connect.copy')}
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
