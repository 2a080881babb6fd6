import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAction } from '../../../../web/api/index.ts';
import { Alert, Button, KitForm, Section, Text, toast, useConfirm, useGo, useKitForm } from '../../../../web/kit/index.ts';
import { archiveHost, editHost } from '../../contract/host-routes.ts';
import type { HostDetail } from '../../contract/host-shapes.ts';
import { HostFields } from '../parts/HostFields.tsx';
import { hostInput, hostValues } from '../view/host-form.ts';
import '../parts/bans.css';

interface EditProps {
  readonly host: HostDetail;
}

/** Changes and archives the host. The form stays as it was filled, whatever changes meanwhile. */
export function EditTab({ host }: EditProps) {
  const { t } = useTranslation('bans');
  const [base, setBase] = useState(host);
  return (
    <>
      <Section title={t('hosts.edit', { name: host.name })}>
        <EditForm key={base.version} base={base} current={host} onStored={setBase} />
      </Section>
      <Archive host={host} />
    </>
  );
}

interface EditFormProps {
  /** What the form was filled from. */
  readonly base: HostDetail;
  /** What is stored now; another version means that somebody else has changed it. */
  readonly current: HostDetail;
  onStored(host: HostDetail): void;
}

function EditForm({ base, current, onStored }: EditFormProps) {
  const { t } = useTranslation('bans');
  const [isBehind, setBehind] = useState(false);
  const form = useKitForm({
    initial: hostValues(base),
    route: editHost,
    touches: ['assets', 'findings'],
    ifMatch: base.version,
    toInput: (values) => ({ id: base.id, ...hostInput(values) }),
    onRefused: ({ code }) => {
      setBehind(code === 'kernel.version_conflict');
      return code === 'kernel.version_conflict';
    },
    onDone: (saved) => {
      toast.done(t('hosts.saved', { name: saved.name }));
      onStored(saved);
    },
  });
  return (
    <KitForm form={form} verb={t('save')}>
      {isBehind && (
        <Alert color="yellow" title={t('hosts.conflict')}>
          <Text size="sm">{t('hosts.conflictText', { name: current.name, level: t(`level.${current.level}`) })}</Text>
          <Button mt="xs" size="compact-sm" variant="default" onClick={() => onStored(current)}>
            {t('hosts.takeTheirs')}
          </Button>
        </Alert>
      )}
      <HostFields form={form} stored={{ key: base.ssh?.hasKey === true, configureKey: base.ssh?.hasConfigureKey === true }} />
    </KitForm>
  );
}

function Archive({ host: { id, name } }: EditProps) {
  const { t } = useTranslation('bans');
  const go = useGo();
  const ask = useConfirm();
  const archive = useAction(archiveHost, { touches: ['assets', 'findings'] });
  const question = () =>
    ask({
      title: t('hosts.archiveTitle', { name }),
      body: t('hosts.archiveAsk'),
      verb: t('hosts.archiveDo', { name }),
      tone: 'danger',
      run: async () => {
        await archive.run({ id });
        toast.done(t('hosts.archived', { name }));
        go('/bans/hosts', { replace: true });
      },
    });
  return (
    <Section title={t('hosts.archive')} about={t('hosts.archiveAsk')}>
      <Button variant="default" color="red" onClick={question}>
        {t('hosts.archiveDo', { name })}
      </Button>
    </Section>
  );
}
