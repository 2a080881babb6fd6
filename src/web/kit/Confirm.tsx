import { Alert, Button, Group, Modal, Stack } from '@mantine/core';
import { createContext, type ReactNode, useCallback, useContext, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asProblem, type ProblemError } from '../api/problem.ts';
import { sentenceFor } from './sentence.ts';

/** A question before something irreversible or risky. */
export interface Question {
  /** Names the thing: "Archive web01?" */
  readonly title: string;
  /** The consequence, in a sentence. */
  readonly body: ReactNode;
  /** The verb on the button: "Archive web01". */
  readonly verb: string;
  /** `danger` for what cannot be taken back. */
  readonly tone?: 'danger' | 'plain';
  /** A refusal is shown in the dialog, which stays open. */
  run(): Promise<unknown>;
}

interface ConfirmDialogProps {
  readonly question: Question | null;
  onClose(): void;
}

/** A question may be about what an open dialog does; dialogs are at 200, their menus at 300. */
const ABOVE_DIALOGS = 250;

/** Asks once; the button says the verb. */
export function ConfirmDialog({ question, onClose }: ConfirmDialogProps) {
  const { t } = useTranslation('kernel');
  const [isPending, setPending] = useState(false);
  const [problem, setProblem] = useState<ProblemError | null>(null);
  const close = () => {
    setProblem(null);
    onClose();
  };
  const run = async (asked: Question) => {
    setPending(true);
    setProblem(null);
    try {
      await asked.run();
      close();
    } catch (thrown) {
      setProblem(asProblem(thrown));
    } finally {
      setPending(false);
    }
  };
  return (
    <Modal
      opened={question !== null}
      zIndex={ABOVE_DIALOGS}
      data-question
      onClose={close}
      title={question?.title}
      closeButtonProps={{ 'aria-label': t('actions.close') }}
      centered
    >
      {question !== null && (
        <Stack gap="md">
          <div>{question.body}</div>
          {problem !== null && (
            <Alert color="red" role="alert">
              {sentenceFor(problem)}
            </Alert>
          )}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={close}>
              {t('actions.cancel')}
            </Button>
            <Button
              color={question.tone === 'danger' ? 'red' : 'tide'}
              loading={isPending}
              onClick={() => void run(question)}
              data-autofocus
            >
              {question.verb}
            </Button>
          </Group>
        </Stack>
      )}
    </Modal>
  );
}

const AskContext = createContext<(question: Question) => void>(() => undefined);

/** `const ask = useConfirm(); ask({ title, body, verb, run })`. */
export const useConfirm = (): ((question: Question) => void) => useContext(AskContext);

/** Holds the one confirmation dialog of the page; the shell mounts it. */
export function ConfirmHost({ children }: { readonly children: ReactNode }) {
  const [question, setQuestion] = useState<Question | null>(null);
  const close = useCallback(() => setQuestion(null), []);
  return (
    <AskContext value={setQuestion}>
      {children}
      <ConfirmDialog question={question} onClose={close} />
    </AskContext>
  );
}
