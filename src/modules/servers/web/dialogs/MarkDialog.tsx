import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useZone } from '../../../../web/api/index.ts';
import { Alert, InstantField, KitForm, Modal, Radio, Stack, Textarea, toast, useKitForm } from '../../../../web/kit/index.ts';
import { markRebooted, markUpdated } from '../../contract/routes.ts';
import type { Server } from '../../contract/shapes.ts';
import { useReader } from '../parts/use-reader.ts';
import { askedText } from '../view/approval-text.ts';
import { isMaintained } from '../view/marks.ts';
import { riskyConsequence } from '../view/window-sentence.ts';

/** What the dialogs need of a server; a row of the list has it. */
export type ActedServer = Pick<Server, 'id' | 'name' | 'serviceWindow' | 'serviceWindowStatus' | 'nextSafeAt' | 'maintenance'>;

interface MarkDialogProps {
  readonly server: ActedServer;
  readonly kind: 'updated' | 'rebooted';
  onClose(): void;
}

/** Says that a server was updated or rebooted, now or before. In use, it asks with the consequence; the button then says "anyway". */
export function MarkDialog({ server, kind, onClose }: MarkDialogProps) {
  const { t } = useTranslation('servers');
  return (
    <Modal
      opened
      onClose={onClose}
      title={t(kind === 'updated' ? 'act.updateTitle' : 'act.rebootTitle', { name: server.name })}
      closeButtonProps={{ 'aria-label': t('bulk.close') }}
    >
      {kind === 'updated' ? <UpdatedForm server={server} onClose={onClose} /> : <RebootedForm server={server} onClose={onClose} />}
    </Modal>
  );
}

interface WhenValues {
  readonly when: 'now' | 'past';
  readonly at: string | null;
}

type FormProps = Omit<MarkDialogProps, 'kind'>;

/** Whether the form asks about the risk: right away where it is known, else once the server has refused. A second person may be needed then. */
function useRisk({ server, onClose }: FormProps) {
  const reader = useReader();
  const [isRefused, setRefused] = useState(false);
  return {
    isAsked: isRefused || (server.serviceWindowStatus === 'risky' && !isMaintained(server, reader.now)),
    onRefused: (problem: { readonly code: string; readonly params: Readonly<Record<string, unknown>> }) => {
      const asked = askedText(problem, server.name, reader);
      if (asked !== null) {
        toast.done(asked);
        onClose();
      }
      if (problem.code === 'service_window_risky') setRefused(true);
      return asked !== null || problem.code === 'service_window_risky';
    },
  };
}

const atInput = ({ when, at }: WhenValues) => (when === 'now' || at === null ? {} : { at });

function UpdatedForm({ server, onClose }: FormProps) {
  const { t } = useTranslation('servers');
  const risk = useRisk({ server, onClose });
  const form = useKitForm({
    initial: { when: 'now', at: null, note: '' } as WhenValues & { readonly note: string },
    route: markUpdated,
    touches: ['findings'],
    toInput: (values) => ({ id: server.id, note: values.note, confirmRisky: risk.isAsked, ...atInput(values) }),
    onRefused: risk.onRefused,
    onDone: () => {
      toast.done(t('act.updatedDone', { name: server.name }));
      onClose();
    },
  });
  return (
    <KitForm form={form} verb={t(risk.isAsked ? 'act.updateAnyway' : 'act.markUpdated')} onCancel={onClose}>
      {risk.isAsked && <RiskAlert server={server} />}
      <WhenFields form={form} />
      <Textarea
        label={t('act.note')}
        description={t('act.noteHelp')}
        autosize
        minRows={2}
        maxRows={8}
        maxLength={2_000}
        {...form.text('note')}
      />
    </KitForm>
  );
}

function RebootedForm({ server, onClose }: FormProps) {
  const { t } = useTranslation('servers');
  const risk = useRisk({ server, onClose });
  const form = useKitForm({
    initial: { when: 'now', at: null } as WhenValues,
    route: markRebooted,
    touches: ['findings'],
    toInput: (values) => ({ id: server.id, confirmRisky: risk.isAsked, ...atInput(values) }),
    onRefused: risk.onRefused,
    onDone: () => {
      toast.done(t('act.rebootedDone', { name: server.name }));
      onClose();
    },
  });
  return (
    <KitForm form={form} verb={t(risk.isAsked ? 'act.rebootAnyway' : 'act.markRebooted')} onCancel={onClose}>
      {risk.isAsked && <RiskAlert server={server} />}
      <WhenFields form={form} />
    </KitForm>
  );
}

function RiskAlert({ server }: { readonly server: ActedServer }) {
  const reader = useReader();
  return (
    <Alert color="yellow" role="alert">
      {riskyConsequence(server.nextSafeAt, server.serviceWindow?.timeZone ?? null, reader)}
    </Alert>
  );
}

interface WhenForm {
  readonly values: WhenValues;
  set(path: 'when', value: 'now' | 'past'): void;
  set(path: 'at', value: string | null): void;
  choice(path: 'at'): { readonly error: React.ReactNode };
}

function WhenFields({ form }: { readonly form: WhenForm }) {
  const { t } = useTranslation('servers');
  const zone = useZone();
  const { now } = useReader();
  return (
    <Stack gap="sm">
      <Radio.Group label={t('act.when')} value={form.values.when} onChange={(when) => form.set('when', when === 'past' ? 'past' : 'now')}>
        <Stack gap={6} mt={4}>
          <Radio value="now" label={t('act.now')} />
          <Radio value="past" label={t('act.past')} />
        </Stack>
      </Radio.Group>
      {form.values.when === 'past' && (
        <InstantField
          label={t('act.pastAt')}
          description={t('act.pastHelp', { zone })}
          required
          max={now.toString()}
          value={form.values.at}
          error={form.choice('at').error}
          onChange={(at) => form.set('at', at)}
        />
      )}
    </Stack>
  );
}
