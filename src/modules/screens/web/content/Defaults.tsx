import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCan, useRoute } from '../../../../web/api/index.ts';
import { Button, KitForm, LoadingLines, Modal, ProblemState, Switch, Text, toast, useKitForm } from '../../../../web/kit/index.ts';
import { getDefaultContent, setDefaultContent } from '../../contract/content-routes.ts';
import type { Content } from '../../contract/content-shapes.ts';
import type { Group } from '../../contract/screen-shapes.ts';
import { GroupSwatch } from '../parts/GroupSwatch.tsx';
import { useGroups } from '../parts/use-counts.ts';
import { contentOf, contentValuesOf, NO_CONTENT } from '../view/event-form.ts';
import { ContentFields } from './ContentFields.tsx';

/** What each group shows while nothing is planned for it. */
export function Defaults() {
  const { t } = useTranslation('screens');
  const groups = useGroups();
  if (groups.isLoading) return <LoadingLines />;
  if (groups.problem !== null && groups.items.length === 0) return <ProblemState problem={groups.problem} onRetry={groups.refetch} />;
  return (
    <section className="sc-week" aria-label={t('events.views.defaults')}>
      <Text c="dimmed">{groups.items.length === 0 ? t('events.noGroups') : t('defaults.about')}</Text>
      <ul>
        {groups.items.map((group) => (
          <GroupDefault key={group.id} group={group} />
        ))}
      </ul>
    </section>
  );
}

function GroupDefault({ group }: { readonly group: Group }) {
  const { t } = useTranslation('screens');
  const mayPlan = useCan('screens:schedule', group.site.id);
  const { value } = useRoute(getDefaultContent, { id: group.id });
  const [isOpen, setOpen] = useState(false);
  return (
    <li className="sc-happening">
      <GroupSwatch colour={group.colour} />
      <span className="sc-title">
        <bdi>{group.name}</bdi>
      </span>
      <span className="sc-dim">{value === undefined ? '' : summaryOf(value.content, t)}</span>
      {mayPlan && value !== undefined && (
        <Button size="compact-sm" variant="default" onClick={() => setOpen(true)}>
          {t('defaults.change', { group: group.name })}
        </Button>
      )}
      {isOpen && value !== undefined && <DefaultDialog group={group} content={value.content} onClose={() => setOpen(false)} />}
    </li>
  );
}

const summaryOf = (content: Content | null, t: (key: string) => string): string => {
  if (content === null) return t('defaults.none');
  return content.type === 'website' ? content.url : t(`events.types.${content.type}`);
};

interface DefaultDialogProps {
  readonly group: Group;
  readonly content: Content | null;
  onClose(): void;
}

function DefaultDialog({ group, content, onClose }: DefaultDialogProps) {
  const { t } = useTranslation('screens');
  const form = useKitForm({
    initial: { ...(content === null ? NO_CONTENT : contentValuesOf(content)), isQuiet: content === null },
    route: setDefaultContent,
    toInput: ({ isQuiet, ...values }) => ({ id: group.id, content: isQuiet ? null : contentOf(values) }),
    onDone: () => {
      toast.done(t('defaults.saved', { group: group.name }));
      onClose();
    },
  });
  const title = t('defaults.title', { group: group.name });
  return (
    <Modal opened size="lg" onClose={onClose} title={title} closeButtonProps={{ 'aria-label': t('close') }}>
      <KitForm form={form} verb={t('defaults.save')} onCancel={onClose}>
        <Switch label={t('defaults.none')} data-autofocus {...form.flag('isQuiet')} />
        {!form.values.isQuiet && <ContentFields form={form} />}
      </KitForm>
    </Modal>
  );
}
