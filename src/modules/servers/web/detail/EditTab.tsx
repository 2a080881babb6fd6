import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asProblem, call, useAction, useList, useSites, useZone } from '../../../../web/api/index.ts';
import {
  Autocomplete,
  Button,
  EmptyState,
  KitForm,
  type KitFormState,
  Section,
  Select,
  Text,
  toast,
  useConfirm,
  useGo,
  useKitForm,
} from '../../../../web/kit/index.ts';
import { archiveServer, editServer, getServer, listRedundancyGroups } from '../../contract/routes.ts';
import { POLICY_MODES, type ServerDetail } from '../../contract/shapes.ts';
import { IdentityFields, RhythmFields, WordsFields } from '../parts/ServerFields.tsx';
import { type EditValues, editValues } from '../view/conflict.ts';
import { serverInput } from '../view/server-form.ts';
import { ConflictAlert } from './ConflictAlert.tsx';

interface EditProps {
  readonly server: ServerDetail;
}

/** Changes and archives the server. The form stays as it was filled, whatever changes meanwhile; saving then shows both versions. */
export function EditTab({ server }: EditProps) {
  const { t } = useTranslation('servers');
  const [base, setBase] = useState(server);
  if (!server.may.includes('servers:edit')) return <EmptyState title={t('edit.notAllowed')} />;
  return (
    <>
      <Section title={t('edit.title', { name: server.name })}>
        <EditForm key={base.version} server={base} onStored={setBase} />
      </Section>
      <ArchiveSection server={server} />
    </>
  );
}

interface EditFormProps extends EditProps {
  /** What is stored now, after saving or after taking the other version. */
  onStored(server: ServerDetail): void;
}

function useEditForm({ server, onStored }: EditFormProps) {
  const { t } = useTranslation('servers');
  const zone = useZone();
  const siteZone = useSites().find(({ id }) => id === server.site.id)?.timeZone ?? zone;
  const [theirs, setTheirs] = useState<ServerDetail | null>(null);
  const readTheirs = async () => {
    try {
      setTheirs(await call(getServer, { id: server.id }));
    } catch (thrown) {
      toast.refused(asProblem(thrown));
    }
  };
  const form = useKitForm({
    initial: editValues(server, siteZone),
    route: editServer,
    touches: ['assets', 'findings'],
    ifMatch: (theirs ?? server).version,
    toInput: ({ modeOverride, redundancyGroup, ...values }) => ({
      id: server.id,
      ...serverInput(values),
      modeOverride,
      redundancyGroup: redundancyGroup.trim() === '' ? null : redundancyGroup,
    }),
    onRefused: ({ code }) => {
      if (code === 'kernel.version_conflict') void readTheirs();
      return code === 'kernel.version_conflict';
    },
    onDone: (saved) => {
      toast.done(t('edit.saved'));
      onStored(saved);
    },
  });
  return { form, theirs, siteZone };
}

function EditForm(props: EditFormProps) {
  const { t } = useTranslation('servers');
  const { form, theirs, siteZone } = useEditForm(props);
  const modes = POLICY_MODES.map((mode) => ({ value: mode, label: t(`mode.${mode}`) }));
  return (
    <KitForm form={form} verb={t(theirs === null ? 'edit.save' : 'edit.keepMine')}>
      <IdentityFields form={form} />
      <RhythmFields form={form} siteId={props.server.site.id} />
      <Select
        label={t('edit.mode')}
        placeholder={t('edit.modeFollow')}
        clearable
        clearButtonProps={{ 'aria-label': t('edit.modeFollow') }}
        data={modes}
        value={form.values.modeOverride}
        error={form.choice('modeOverride').error}
        onChange={(mode) => form.set('modeOverride', POLICY_MODES.find((known) => known === mode) ?? null)}
      />
      <GroupField form={form} siteId={props.server.site.id} />
      <WordsFields form={form} />
      {theirs !== null && (
        <ConflictAlert
          mine={form.values}
          theirs={editValues(theirs, siteZone)}
          site={theirs.site.id}
          onTake={() => props.onStored(theirs)}
        />
      )}
    </KitForm>
  );
}

interface GroupFieldProps {
  readonly form: Pick<KitFormState<EditValues>, 'values' | 'choice'>;
  readonly siteId: string;
}

/** A name that servers share; those in use at the site are offered. */
function GroupField({ form, siteId }: GroupFieldProps) {
  const { t } = useTranslation('servers');
  const groups = useList(listRedundancyGroups, { limit: 200, siteId }).items;
  return (
    <Autocomplete
      label={t('edit.group')}
      description={t('edit.groupHelp')}
      data={[...new Set(groups.map(({ name }) => name))]}
      limit={20}
      maxLength={120}
      autoComplete="off"
      {...form.choice('redundancyGroup')}
    />
  );
}

function ArchiveSection({ server: { id, name } }: EditProps) {
  const { t } = useTranslation('servers');
  const ask = useConfirm();
  const go = useGo();
  const archive = useAction(archiveServer, { touches: ['assets', 'findings'] });
  const question = () =>
    ask({
      title: t('edit.archiveTitle'),
      body: t('edit.archiveAsk', { name }),
      verb: t('edit.archiveDo', { name }),
      tone: 'danger',
      run: async () => {
        go('/servers', { replace: true });
        await archive.run({ id });
        toast.done(t('edit.archived', { name }));
      },
    });
  return (
    <Section title={t('edit.archiveTitle')}>
      <Text size="sm" mb="sm">
        {t('edit.archiveText')}
      </Text>
      <Button color="red" variant="outline" onClick={question}>
        {t('edit.archiveDo', { name })}
      </Button>
    </Section>
  );
}
