import { useTranslation } from 'react-i18next';
import { useRoute } from '../../../../web/api/index.ts';
import { EmptyState, Facts, Modal, Show, useFormat } from '../../../../web/kit/index.ts';
import { getBan } from '../../contract/ban-list-routes.ts';
import { useSpan } from '../view/use-span.ts';

interface BanLinesDialogProps {
  readonly id: string;
  readonly title: string;
  onClose(): void;
}

/** Why an address was banned: the lines of the log that fail2ban counted. */
export function BanLinesDialog({ id, title, onClose }: BanLinesDialogProps) {
  const { t } = useTranslation('bans');
  const { exact, number } = useFormat();
  const span = useSpan();
  const ban = useRoute(getBan, { id });
  return (
    <Modal opened onClose={onClose} size="xl" title={title} closeButtonProps={{ 'aria-label': t('close') }}>
      <Show answer={ban}>
        {({ at, durationSeconds, isPermanent, failures, banCount, provenance, lines }) => (
          <>
            <Facts
              items={[
                [t('list.at'), exact(at)],
                [t('list.duration'), span(isPermanent ? -1 : durationSeconds)],
                [t('filters.provenance'), t(`provenanceWhy.${provenance}`)],
                [t('list.failures'), number(failures)],
                [t('list.banCount'), number(banCount)],
              ]}
            />
            {lines === null || lines.length === 0 ? (
              <EmptyState title={t('list.noLines')}>{t('list.noLinesText')}</EmptyState>
            ) : (
              <section aria-label={t('list.lines')}>
                <pre className="bn-file bn-lines">{lines.join('\n')}</pre>
              </section>
            )}
          </>
        )}
      </Show>
    </Modal>
  );
}
