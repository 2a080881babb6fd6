import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asProblem, useRoute } from '../../../../web/api/index.ts';
import { Alert, AppLink, Button, Group, Modal, Select, Stack, sentenceFor, Text } from '../../../../web/kit/index.ts';
import { listGroups } from '../../contract/group-routes.ts';
import type { Group as GroupShape, Screen } from '../../contract/screen-shapes.ts';
import { useAssign } from '../parts/use-assign.ts';
import { NO_GROUP } from '../view/filters.ts';
import { GROUPS_PAGE } from '../view/href.ts';

type Assigned = Pick<Screen, 'id' | 'name' | 'site' | 'group'>;

interface AssignDialogProps {
  readonly screens: readonly Assigned[];
  /** They are there now. */
  readonly onDone?: () => void;
  onClose(): void;
}

/** Puts screens into a group of their site, or into none. */
export function AssignDialog({ screens, onDone, onClose }: AssignDialogProps) {
  const { t } = useTranslation('screens');
  const isOfOneSite = new Set(screens.map(({ site }) => site.id)).size === 1;
  const [only] = screens;
  const title =
    screens.length === 1 && only !== undefined ? t('assign.title', { name: only.name }) : t('assign.titleMany', { count: screens.length });
  return (
    <Modal opened onClose={onClose} title={title} closeButtonProps={{ 'aria-label': t('close') }}>
      {isOfOneSite && only !== undefined ? (
        <AssignForm screens={screens} siteId={only.site.id} onDone={onDone} onClose={onClose} />
      ) : (
        <Alert>{t('assign.otherSites')}</Alert>
      )}
    </Modal>
  );
}

interface AssignFormProps extends Pick<AssignDialogProps, 'screens' | 'onClose'> {
  readonly siteId: string;
  readonly onDone: (() => void) | undefined;
}

function AssignForm({ screens, siteId, onDone, onClose }: AssignFormProps) {
  const { t } = useTranslation('screens');
  const groups = useRoute(listGroups, { siteId });
  const assign = useAssign();
  const [chosen, setChosen] = useState<string | null>(null);
  const [isPending, setPending] = useState(false);
  const [refusal, setRefusal] = useState<string | null>(null);
  const items = groups.value?.items ?? [];
  const choices = choicesFor(screens, items, t('noGroup'));
  const send = async () => {
    setPending(true);
    try {
      await assign(screens, items.find(({ id }) => id === chosen) ?? null);
      onDone?.();
      onClose();
    } catch (thrown) {
      setRefusal(sentenceFor(asProblem(thrown)));
      setPending(false);
    }
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void send();
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        {refusal !== null && (
          <Alert color="red" role="alert">
            {refusal}
          </Alert>
        )}
        {groups.value !== undefined && choices.length === 0 ? (
          <Text size="sm">
            {t('assign.noOther')} <AppLink href={GROUPS_PAGE}>{t('groups.title')}</AppLink>
          </Text>
        ) : (
          <Select
            label={t('group')}
            description={t('assign.help')}
            placeholder={t('assign.choose')}
            data={choices}
            searchable={choices.length > 8}
            allowDeselect={false}
            value={chosen}
            data-autofocus
            onChange={setChosen}
          />
        )}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {t('cancel')}
          </Button>
          <Button type="submit" disabled={chosen === null} loading={isPending}>
            {t(chosen === NO_GROUP ? 'assign.submitNone' : 'assign.submit')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/** Groups that not all of them are in already; out of every group where some are in one. */
function choicesFor(screens: readonly Assigned[], groups: readonly GroupShape[], none: string) {
  const [common, ...others] = new Set(screens.map(({ group }) => group?.id ?? NO_GROUP));
  const all = [...groups.map(({ id, name }) => ({ value: id, label: name })), { value: NO_GROUP, label: none }];
  return all.filter(({ value }) => others.length > 0 || value !== common);
}
