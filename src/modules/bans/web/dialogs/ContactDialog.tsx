import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import { asProblem, call, type ProblemError } from '../../../../web/api/index.ts';
import { LoadingLines, type Mark, Modal, ProblemState, StatusMark, Table, WideTable } from '../../../../web/kit/index.ts';
import { contactHost } from '../../contract/host-routes.ts';
import type { Contact, ContactStep, Host } from '../../contract/host-shapes.ts';

interface ContactDialogProps {
  readonly host: Pick<Host, 'id' | 'name'>;
  onClose(): void;
}

const MARKS: Readonly<Record<z.infer<typeof ContactStep>['outcome'], Mark>> = { ok: 'ok', failed: 'critical', unknown: 'unknown' };

/** Tries to reach a host now, and shows step by step what works. */
export function ContactDialog({ host, onClose }: ContactDialogProps) {
  const { t } = useTranslation('bans');
  const [contact, setContact] = useState<Contact | null>(null);
  const [problem, setProblem] = useState<ProblemError | null>(null);
  useEffect(() => {
    const gone = new AbortController();
    call(contactHost, { id: host.id }, { signal: gone.signal }).then(setContact, (thrown: unknown) => {
      if (!gone.signal.aborted) setProblem(asProblem(thrown));
    });
    return () => gone.abort();
  }, [host.id]);
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={t('contact.title', { name: host.name })}
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      {problem !== null && <ProblemState problem={problem} />}
      {problem === null && contact === null && (
        <>
          <p role="status">{t('contact.trying')}</p>
          <LoadingLines lines={6} />
        </>
      )}
      {contact !== null && <Steps contact={contact} />}
    </Modal>
  );
}

function Steps({ contact }: { readonly contact: Contact }) {
  const { t } = useTranslation('bans');
  return (
    <WideTable minWidth={420}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t('contact.step')}</Table.Th>
          <Table.Th>{t('contact.outcome')}</Table.Th>
          <Table.Th>{t('contact.said')}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {contact.steps.map(({ step, outcome, about, said }) => (
          <Table.Tr key={`${step} ${about}`}>
            <Table.Td>{t(`contact.steps.${step}`)}</Table.Td>
            <Table.Td>
              <StatusMark mark={MARKS[outcome]} label={t(`contact.outcomes.${outcome}`)} />
            </Table.Td>
            <Table.Td>
              <bdi>{[about, said].filter((part) => part !== '').join(': ')}</bdi>
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </WideTable>
  );
}
