import { useTranslation } from 'react-i18next';
import type { Story } from '../../../kernel/contract/routes/today.ts';
import { useZone } from '../../api/me.tsx';
import { IconAlarmSnooze, IconCheck, IconDots, IconEye, IconShieldCheck, IconUserPlus } from '../../kit/icons.ts';
import { ActionIcon, Button, Menu } from '../../kit/mantine.ts';
import type { StoryAction } from '../../module.ts';
import { doableActions, useActionLabel } from './finding-actions.tsx';
import { SNOOZE_PRESETS, snoozeUntil } from './snooze.ts';
import type { StoryActs } from './use-story-acts.ts';

interface StoryControls {
  readonly story: Story;
  readonly acts: StoryActs;
  onAct(action: StoryAction): void;
  onAccept(): void;
  onAssign(): void;
}

/** The one button that usually solves it, and everything else behind `…`. */
export function StoryButtons(props: StoryControls) {
  const { story, onAct } = props;
  const label = useActionLabel();
  const [primary, ...others] = doableActions(story);
  if (story.closedAt !== null) return null;
  return (
    <div className="ct-story-buttons">
      {primary !== undefined && (
        <Button size="compact-sm" variant="default" title={label(primary, story)} onClick={() => onAct(primary)}>
          {label(primary, story)}
        </Button>
      )}
      <StoryMenu {...props} actions={others} />
    </div>
  );
}

function StoryMenu({ story, acts, actions, onAct, onAccept, onAssign }: StoryControls & { readonly actions: readonly StoryAction[] }) {
  const { t } = useTranslation('kernel');
  const label = useActionLabel();
  if (actions.length === 0 && !story.mayAct) return null;
  return (
    <Menu position="bottom-end" width={260}>
      <Menu.Target>
        <ActionIcon size="sm" variant="subtle" color="gray" aria-label={t('today.more', { name: story.subject.name })}>
          <IconDots size={16} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {actions.map((action) => (
          <Menu.Item key={`${action.key} ${action.assetId}`} onClick={() => onAct(action)}>
            {label(action, story)}
          </Menu.Item>
        ))}
        {actions.length > 0 && story.mayAct && <Menu.Divider />}
        {story.mayAct && <SetAside story={story} acts={acts} onAccept={onAccept} onAssign={onAssign} />}
      </Menu.Dropdown>
    </Menu>
  );
}

function SetAside({ story, acts, onAccept, onAssign }: Omit<StoryControls, 'onAct'>) {
  const { t } = useTranslation('kernel');
  return (
    <>
      <Menu.Item leftSection={<IconEye size={16} aria-hidden />} onClick={() => acts.acknowledge(story)}>
        {t(story.acknowledged === null ? 'today.act.acknowledge' : 'today.act.unacknowledge')}
      </Menu.Item>
      <Menu.Item leftSection={<IconUserPlus size={16} aria-hidden />} onClick={onAssign}>
        {t('today.act.assign')}
      </Menu.Item>
      {story.accepted === null ? (
        <Menu.Item leftSection={<IconShieldCheck size={16} aria-hidden />} onClick={onAccept}>
          {t('today.act.accept')}
        </Menu.Item>
      ) : (
        <Menu.Item leftSection={<IconShieldCheck size={16} aria-hidden />} onClick={() => acts.unaccept(story)}>
          {t('today.act.unaccept')}
        </Menu.Item>
      )}
      <Menu.Divider />
      {story.snoozed === null ? (
        <SnoozeItems story={story} acts={acts} />
      ) : (
        <Menu.Item leftSection={<IconAlarmSnooze size={16} aria-hidden />} onClick={() => acts.wake(story)}>
          {t('today.act.wake')}
        </Menu.Item>
      )}
    </>
  );
}

export function SnoozeItems({ story, acts }: Pick<StoryControls, 'story' | 'acts'>) {
  const { t } = useTranslation('kernel');
  const zone = useZone();
  return (
    <>
      <Menu.Label>{t('today.act.snooze')}</Menu.Label>
      {SNOOZE_PRESETS.map((preset) => (
        <Menu.Item
          key={preset}
          leftSection={preset === 'safe' ? <IconCheck size={16} aria-hidden /> : <IconAlarmSnooze size={16} aria-hidden />}
          onClick={() => acts.snooze(story, snoozeUntil(preset, Temporal.Now.instant(), zone))}
        >
          {t(`today.snooze.${preset}`)}
        </Menu.Item>
      ))}
    </>
  );
}
