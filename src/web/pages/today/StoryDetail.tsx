import { useTranslation } from 'react-i18next';
import { getStory, type Story } from '../../../kernel/contract/routes/today.ts';
import type { OutputOf } from '../../api/call.ts';
import { useRoute } from '../../api/queries.ts';
import { IconArrowLeft, IconX } from '../../kit/icons.ts';
import { ActionIcon, Button } from '../../kit/mantine.ts';
import { AppLink } from '../../kit/navigation.tsx';
import { Facts } from '../../kit/Page.tsx';
import { markOfSeverity, StatusMark } from '../../kit/StatusMark.tsx';
import { Show } from '../../kit/states.tsx';
import { Instant, TimeAgo } from '../../kit/Time.tsx';
import type { StoryAction } from '../../module.ts';
import { doableActions, useActionLabel } from './finding-actions.tsx';
import { StoryMark, StorySafe, StoryState, StoryWho } from './StoryFacts.tsx';
import { StoryHistory } from './StoryHistory.tsx';
import { useFactSentence, useRuleName } from './StorySentence.tsx';
import type { StoryActs } from './use-story-acts.ts';

type Detail = OutputOf<typeof getStory>;

interface StoryDetailProps {
  readonly id: string;
  readonly acts: StoryActs;
  readonly isAlone: boolean;
  onClose(): void;
  onAct(story: Story, action: StoryAction): void;
  onAsk(what: 'accept' | 'assign' | 'snooze', story: Story): void;
}

/** One story beside the list: its findings, what can be done, its history. */
export function StoryDetail({ id, acts, isAlone, onClose, onAct, onAsk }: StoryDetailProps) {
  const { t } = useTranslation('kernel');
  const answer = useRoute(getStory, { id });
  return (
    <section className="ct-detail" aria-label={t('today.detail')}>
      <div className="ct-detail-close">
        {isAlone ? (
          <Button size="compact-sm" variant="subtle" leftSection={<IconArrowLeft size={16} aria-hidden />} onClick={onClose}>
            {t('today.back')}
          </Button>
        ) : (
          <ActionIcon variant="subtle" color="gray" aria-label={t('actions.close')} onClick={onClose}>
            <IconX size={16} aria-hidden />
          </ActionIcon>
        )}
      </div>
      <Show answer={answer}>
        {(story) => (
          <>
            <DetailHead story={story} />
            <DetailButtons story={story} acts={acts} onAct={onAct} onAsk={onAsk} />
            <DetailFindings story={story} />
            <StoryHistory history={story.history} />
          </>
        )}
      </Show>
    </section>
  );
}

function DetailHead({ story }: { readonly story: Detail }) {
  const { t } = useTranslation('kernel');
  const { subject } = story;
  return (
    <>
      <h2 className="ct-detail-title">
        <StoryMark story={story} />
        {subject.assetId === null ? <bdi>{subject.name}</bdi> : <AppLink href={`/assets/${subject.assetId}`}>{subject.name}</AppLink>}
      </h2>
      <Facts
        items={[
          [t('today.site'), story.site.name],
          [t('today.since'), <Instant key="since" at={story.since} />],
          [t('today.who'), <StoryWho key="who" story={story} />],
          [t('today.safeWhen'), <StorySafe key="safe" story={story} />],
        ]}
      />
      <div className="ct-detail-tags">
        <StoryState story={story} />
      </div>
      {story.accepted !== null && (
        <p className="ct-dimmed">{t('today.acceptedBecause', { reason: story.accepted.reason, by: story.accepted.by })}</p>
      )}
    </>
  );
}

function DetailButtons({ story, acts, onAct, onAsk }: { readonly story: Detail } & Pick<StoryDetailProps, 'acts' | 'onAct' | 'onAsk'>) {
  const { t } = useTranslation('kernel');
  const label = useActionLabel();
  if (story.closedAt !== null) return null;
  const quiet = (key: string, run: () => void) => (
    <Button size="compact-sm" variant="subtle" onClick={run}>
      {t(key)}
    </Button>
  );
  return (
    <div className="ct-detail-buttons">
      {doableActions(story).map((action, place) => (
        <Button
          key={`${action.key} ${action.assetId}`}
          size="compact-sm"
          variant={place === 0 ? 'filled' : 'default'}
          onClick={() => onAct(story, action)}
        >
          {label(action, story)}
        </Button>
      ))}
      {story.mayAct && (
        <>
          {quiet(story.acknowledged === null ? 'today.act.acknowledge' : 'today.act.unacknowledge', () => acts.acknowledge(story))}
          {story.snoozed === null
            ? quiet('today.act.snooze', () => onAsk('snooze', story))
            : quiet('today.act.wake', () => acts.wake(story))}
          {story.accepted === null
            ? quiet('today.act.accept', () => onAsk('accept', story))
            : quiet('today.act.unaccept', () => acts.unaccept(story))}
          {quiet('today.act.assign', () => onAsk('assign', story))}
        </>
      )}
    </div>
  );
}

function DetailFindings({ story }: { readonly story: Detail }) {
  const { t } = useTranslation('kernel');
  const say = useFactSentence();
  const ruleName = useRuleName();
  return (
    <>
      <h3 className="ct-detail-heading">{t('today.findings', { count: story.findings.length })}</h3>
      <ul className="ct-findings">
        {story.findings.map((finding) => (
          <li key={finding.id}>
            <StatusMark mark={finding.isMuted ? 'muted' : markOfSeverity(finding.severity)} label={t(`severity.${finding.severity}`)} />
            <div>
              <div dir="auto">
                {finding.asset !== null && finding.asset.name !== story.subject.name && `${finding.asset.name}: `}
                {say(finding)}
              </div>
              <div className="ct-dimmed">
                <TimeAgo at={finding.openedAt} />
                {finding.isFlapping && ` · ${t('today.flapping')}`}
                {finding.isMuted && ` · ${t('today.state.muted')}`}
                {finding.causedBy !== null && ` · ${t('today.causedBy', { rule: ruleName(finding.module, finding.causedBy) })}`}
              </div>
            </div>
          </li>
        ))}
      </ul>
    </>
  );
}
