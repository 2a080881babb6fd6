import { useTranslation } from 'react-i18next';
import { Button, Group, type Mark, Progress, Stack, StatusMark, Text } from '../../../../web/kit/index.ts';
import { type BulkOutcome, finishedCount } from '../view/bulk.ts';

interface BulkResultsProps {
  readonly outcomes: readonly BulkOutcome[];
  onClose(): void;
}

const MARKS: Readonly<Record<BulkOutcome['state'], Mark>> = {
  waiting: 'off',
  running: 'muted',
  done: 'ok',
  asked: 'muted',
  refused: 'critical',
};

/** Progress with counts, then each server with its result. */
export function BulkResults({ outcomes, onClose }: BulkResultsProps) {
  const { t } = useTranslation('servers');
  const done = finishedCount(outcomes);
  return (
    <Stack gap="sm">
      <Text size="sm" role="status">
        {t('bulk.progress', { done, total: outcomes.length })}
      </Text>
      <Progress value={(100 * done) / outcomes.length} aria-label={t('bulk.results')} />
      <ul className="sv-results">
        {outcomes.map(({ id, name, state, because }) => (
          <li key={id}>
            <span className="sv-name">{name}</span>
            <StatusMark mark={MARKS[state]} label={because ?? t(`bulk.${state}`)} />
          </li>
        ))}
      </ul>
      <Group justify="flex-end">
        <Button onClick={onClose}>{t('bulk.close')}</Button>
      </Group>
    </Stack>
  );
}
