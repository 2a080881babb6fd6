import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAction } from '../../../../web/api/index.ts';
import {
  Alert,
  Button,
  KitForm,
  Section,
  Switch,
  TagsInput,
  Text,
  Textarea,
  TextInput,
  toast,
  useConfirm,
  useGo,
  useKitForm,
} from '../../../../web/kit/index.ts';
import { archiveScreen, editScreen } from '../../contract/screen-routes.ts';
import type { Screen } from '../../contract/screen-shapes.ts';
import { SCREENS_PAGE } from '../view/href.ts';
import { screenInput, screenValues } from '../view/screen-form.ts';

interface EditProps {
  readonly screen: Screen;
  /** Asks again for what is stored. */
  refetch(): void;
}

/** Changes and archives the screen. The form stays as it was filled, whatever changes meanwhile. */
export function EditTab({ screen, refetch }: EditProps) {
  const { t } = useTranslation('screens');
  const [base, setBase] = useState(screen);
  return (
    <>
      <Section title={t('screen.edit', { name: screen.name })}>
        <EditForm key={base.version} base={base} current={screen} onStored={setBase} onBehind={refetch} />
      </Section>
      <Archive screen={screen} />
    </>
  );
}

interface EditFormProps {
  /** What the form was filled from. */
  readonly base: Screen;
  /** What is stored now; another version means that somebody else has changed it. */
  readonly current: Screen;
  onStored(screen: Screen): void;
  onBehind(): void;
}

function EditForm({ base, current, onStored, onBehind }: EditFormProps) {
  const { t } = useTranslation('screens');
  const [isBehind, setBehind] = useState(false);
  const form = useKitForm({
    initial: screenValues(base),
    route: editScreen,
    touches: ['assets', 'findings'],
    ifMatch: base.version,
    toInput: (values) => ({ id: base.id, ...screenInput(values) }),
    onRefused: ({ code }) => {
      const isConflict = code === 'kernel.version_conflict';
      setBehind(isConflict);
      if (isConflict) onBehind();
      return isConflict;
    },
    onDone: (saved) => {
      toast.done(t('screen.saved', { name: saved.name }));
      onStored(saved);
    },
  });
  // The refusal may be here before what others have stored.
  const hasTheirs = current.version !== base.version;
  return (
    <KitForm form={form} verb={t('save')}>
      {isBehind && (
        <Alert color="yellow" title={t('screen.conflict')}>
          {hasTheirs && <Text size="sm">{t('screen.conflictText', { name: current.name, description: current.description })}</Text>}
          <Button mt="xs" size="compact-sm" variant="default" loading={!hasTheirs} onClick={() => onStored(current)}>
            {t('screen.takeTheirs')}
          </Button>
        </Alert>
      )}
      <TextInput label={t('screen.name')} required maxLength={120} {...form.text('name')} />
      <Textarea
        label={t('screen.description')}
        description={t('screen.descriptionHelp')}
        autosize
        minRows={2}
        maxRows={10}
        maxLength={2_000}
        {...form.text('description')}
      />
      <TagsInput
        label={t('screen.tags')}
        description={t('screen.tagsHelp')}
        value={[...form.values.tags]}
        error={form.choice('tags').error}
        maxTags={50}
        onChange={(tags) => form.set('tags', tags)}
      />
      <Switch label={t('screen.isActive')} description={t('screen.isActiveHelp')} {...form.flag('isActive')} />
    </KitForm>
  );
}

function Archive({ screen: { id, name } }: Pick<EditProps, 'screen'>) {
  const { t } = useTranslation('screens');
  const go = useGo();
  const ask = useConfirm();
  const { run } = useAction(archiveScreen, { touches: ['assets', 'findings'] });
  const question = () =>
    ask({
      title: t('screen.archiveTitle', { name }),
      body: t('screen.archiveAsk'),
      verb: t('screen.archiveDo', { name }),
      tone: 'danger',
      run: async () => {
        await run({ id });
        toast.done(t('screen.archived', { name }));
        go(SCREENS_PAGE, { replace: true });
      },
    });
  return (
    <Section title={t('screen.archive')} about={t('screen.archiveAsk')}>
      <Button variant="default" color="red" onClick={question}>
        {t('screen.archiveDo', { name })}
      </Button>
    </Section>
  );
}
