import { Button, Skeleton, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { asProblem, type ProblemError } from '../api/problem.ts';
import type { Answer } from '../api/queries.ts';
import { OutdatedError } from './fetched.ts';
import { sentenceFor } from './sentence.ts';

interface StateProps {
  readonly title: string;
  readonly children?: ReactNode;
  readonly action?: ReactNode;
  readonly picture?: ReactNode;
}

/** Nothing here: says why, and what to do about it. */
export function EmptyState({ title, children, action, picture }: StateProps) {
  return (
    <div className="ct-state">
      {picture}
      <Title order={2} size="h4">
        {title}
      </Title>
      {children !== undefined && (
        <Text c="dimmed" component="div" maw={480}>
          {children}
        </Text>
      )}
      {action}
    </div>
  );
}

/** The console refused to show this: which rule, and what would make it possible. */
export function RefusalState({ problem }: { readonly problem: ProblemError }) {
  const { t } = useTranslation('kernel');
  return <EmptyState title={t(problem.status === 404 ? 'states.notFound' : 'states.refused')}>{sentenceFor(problem)}</EmptyState>;
}

/** Something broke: the sentence, the request's id for whoever looks into the log, and another try. */
export function ErrorState({ problem, onRetry }: { readonly problem: ProblemError; readonly onRetry?: () => void }) {
  const { t } = useTranslation('kernel');
  return (
    <div role="alert">
      <EmptyState
        title={t('states.failed')}
        action={
          onRetry === undefined ? undefined : (
            <Button variant="default" onClick={onRetry}>
              {t('actions.tryAgain')}
            </Button>
          )
        }
      >
        {sentenceFor(problem)}
        {problem.requestId !== null && <span className="ct-lines">{`\n${t('states.request', { id: problem.requestId })}`}</span>}
      </EmptyState>
    </div>
  );
}

/** Refusals (4xx) are explained, failures offer another try. */
export function ProblemState({ problem, onRetry }: { readonly problem: ProblemError; readonly onRetry?: () => void }) {
  if (problem.status >= 400 && problem.status < 500 && problem.status !== 429) return <RefusalState problem={problem} />;
  return <ErrorState problem={problem} {...(onRetry === undefined ? {} : { onRetry })} />;
}

/** A part of the pages that threw or could not be fetched, which loading the tab anew may mend. */
export function BrokenState({ error }: { readonly error: unknown }) {
  const reload = () => location.reload();
  return error instanceof OutdatedError ? <OutdatedState onReload={reload} /> : <ErrorState problem={asProblem(error)} onRetry={reload} />;
}

/** The console was upgraded under an open tab. */
function OutdatedState({ onReload }: { onReload(): void }) {
  const { t } = useTranslation('kernel');
  return (
    <div role="status">
      <EmptyState title={t('states.outdated')} action={<Button onClick={onReload}>{t('actions.reload')}</Button>}>
        {t('states.outdatedWhy')}
      </EmptyState>
    </div>
  );
}

/** Grey lines in the room that the content will take. */
export function LoadingLines({ lines = 6 }: { readonly lines?: number }) {
  const { t } = useTranslation('kernel');
  return (
    <Stack gap={12} aria-busy="true">
      <span className="ct-hidden" role="status">
        {t('states.loading')}
      </span>
      {Array.from({ length: lines }, (_, line) => `line-${line}`).map((key, line) => (
        <Skeleton key={key} height={16} width={`${90 - ((line * 17) % 40)}%`} />
      ))}
    </Stack>
  );
}

interface ShowProps<T> {
  readonly answer: Answer<T>;
  readonly lines?: number;
  readonly children: (value: T) => ReactNode;
}

/** The content of an answer, with its loading, error and refusal states. */
export function Show<T>({ answer, lines = 6, children }: ShowProps<T>) {
  if (answer.value !== undefined) return children(answer.value);
  if (answer.problem !== null) return <ProblemState problem={answer.problem} onRetry={answer.refetch} />;
  return <LoadingLines lines={lines} />;
}
