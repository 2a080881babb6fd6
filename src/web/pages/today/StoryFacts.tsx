import { useTranslation } from 'react-i18next';
import type { Story } from '../../../kernel/contract/routes/today.ts';
import { type Mark, StatusMark } from '../../kit/StatusMark.tsx';
import { TimeAgo } from '../../kit/Time.tsx';
import { useAgo, useFormat } from '../../kit/use-format.ts';

/** Who is responsible, or that nobody is. */
export function StoryWho({ story }: { readonly story: Story }) {
  const { t } = useTranslation('kernel');
  const { people, teams, because } = story.who;
  const names = [
    ...people.map(({ username, displayName }) => (displayName === '' ? username : displayName)),
    ...teams.map(({ name }) => name),
  ];
  if (because === 'nobody' || names.length === 0) return <span className="ct-mark-warning">{t('today.nobody')}</span>;
  const [first, ...others] = names;
  return (
    <span title={`${names.join(', ')} (${t(`today.because.${because}`)})`}>
      {first}
      {others.length > 0 && ` +${others.length}`}
    </span>
  );
}

const SAFE_MARKS: Readonly<Record<Story['safe']['answer'], Mark>> = {
  allow: 'ok',
  confirm: 'warning',
  deny: 'critical',
  unknown: 'unknown',
};

/** When it is safe to act; what is not known is said, never shown as "now". */
export function StorySafe({ story }: { readonly story: Story }) {
  const { t } = useTranslation('kernel');
  const ago = useAgo();
  const format = useFormat();
  const { answer, safeAt } = story.safe;
  if (answer === 'unknown') return <StatusMark mark="unknown" label={t('today.safe.unknown')} why={t('today.safe.unknownWhy')} />;
  if (answer === 'allow') return <StatusMark mark="ok" label={t('today.safe.now')} />;
  const label = safeAt === null ? t('today.safe.never') : t('today.safe.at', { when: ago(safeAt) });
  const exact = safeAt === null ? '' : `\n${format.exact(safeAt)}`;
  return <StatusMark mark={SAFE_MARKS[answer]} label={label} why={`${t(`today.safe.${answer}Why`)}${exact}`} />;
}

const SEVERITY_MARKS: Readonly<Record<Story['severity'], Mark>> = { critical: 'critical', warning: 'warning', info: 'unknown' };

/** Severity, or why the story is quiet. */
export function StoryMark({ story }: { readonly story: Story }) {
  const { t } = useTranslation('kernel');
  if (story.closedAt !== null) return <StatusMark mark="ok" label={t('today.state.closed')} />;
  if (story.snoozed !== null || story.accepted !== null || story.mutedUntil !== null) {
    return <StatusMark mark="muted" label={t(`severity.${story.severity}`)} />;
  }
  return <StatusMark mark={SEVERITY_MARKS[story.severity]} label={t(`severity.${story.severity}`)} />;
}

/** What people have said about it already. */
export function StoryState({ story }: { readonly story: Story }) {
  const { t } = useTranslation('kernel');
  const { acknowledged, snoozed, accepted, mutedUntil } = story;
  return (
    <>
      {acknowledged !== null && <span className="ct-tag">{t('today.state.acknowledged', { by: acknowledged.by })}</span>}
      {snoozed !== null && (
        <span className="ct-tag">
          {snoozed.untilSafe ? t('today.state.snoozedSafe') : t('today.state.snoozed')} <TimeAgo at={snoozed.until} none="" />
        </span>
      )}
      {accepted !== null && (
        <span className="ct-tag" title={accepted.reason}>
          {t('today.state.accepted')} <TimeAgo at={accepted.until} />
        </span>
      )}
      {mutedUntil !== null && (
        <span className="ct-tag">
          {t('today.state.mutedEnds')} <TimeAgo at={mutedUntil} />
        </span>
      )}
    </>
  );
}
