import { useTranslation } from 'react-i18next';
import {
  acknowledgeStory,
  assignStory,
  type Story,
  snoozeStory,
  unacceptStory,
  unacknowledgeStory,
  wakeStory,
} from '../../../kernel/contract/routes/today.ts';
import { useAction } from '../../api/queries.ts';
import { attempt, toast } from '../../kit/toast.tsx';

/** What can be done to a story. All of it can be taken back, so it happens at once and offers Undo. */
export interface StoryActs {
  acknowledge(story: Story): void;
  /** An instant (RFC 3339), or `safe`: until it is safe to act. */
  snooze(story: Story, until: string): void;
  wake(story: Story): void;
  /** Accepting asks for a reason and a date: the form of `StoryDialogs`. */
  unaccept(story: Story): void;
  assign(story: Story, userId: string | null): void;
}

/** `onChanged` gets the story as it is after each act and each undo. */
export function useStoryActs(onChanged: (story: Story) => void): StoryActs {
  const { t } = useTranslation('kernel');
  const acknowledge = useAction(acknowledgeStory);
  const unacknowledge = useAction(unacknowledgeStory);
  const snooze = useAction(snoozeStory);
  const wake = useAction(wakeStory);
  const unaccept = useAction(unacceptStory);
  const assign = useAction(assignStory);

  type Step = () => Promise<Story>;
  const take = async (step: Step) => onChanged(await step());
  const act = async (what: string, story: Story, step: Step, back: Step) => {
    await take(step);
    toast.done(t(`today.did.${what}`, { name: story.subject.name }), { undo: () => take(back) });
  };
  const assignTo = (id: string, userId: string | null) => assign.run({ id, userId });

  return {
    acknowledge: (story) => {
      const { id } = story;
      const on = () => acknowledge.run({ id });
      const off = () => unacknowledge.run({ id });
      attempt(() => (story.acknowledged === null ? act('acknowledge', story, on, off) : act('unacknowledge', story, off, on)));
    },
    snooze: (story, until) =>
      attempt(() =>
        act(
          'snooze',
          story,
          () => snooze.run({ id: story.id, until }),
          () => wake.run({ id: story.id }),
        ),
      ),
    wake: (story) => attempt(() => take(() => wake.run({ id: story.id }))),
    unaccept: (story) => attempt(() => take(() => unaccept.run({ id: story.id }))),
    assign: (story, userId) => {
      const before = story.who.because === 'assignee' ? (story.who.people[0]?.userId ?? null) : null;
      attempt(() =>
        act(
          'assign',
          story,
          () => assignTo(story.id, userId),
          () => assignTo(story.id, before),
        ),
      );
    },
  };
}
