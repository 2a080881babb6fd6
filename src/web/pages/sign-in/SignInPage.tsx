import { type FormEvent, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { getSetup, logIn } from '../../../kernel/contract/routes/auth.ts';
import { call } from '../../api/call.ts';
import { asProblem, type ProblemError } from '../../api/problem.ts';
import { queryClient, useRoute } from '../../api/queries.ts';
import { Alert, Button, PasswordInput, Stack, TextInput } from '../../kit/mantine.ts';
import { useGo, useUrlFilters } from '../../kit/navigation.tsx';
import { sentenceFor } from '../../kit/sentence.ts';
import { Gate } from './Gate.tsx';
import { useCountdown } from './use-countdown.ts';

const SEARCH = { next: z.string().regex(/^\/(?!\/)/) };

/** Name and password; goes on to where one wanted to be. A typed name is kept through every refusal. */
export default function SignInPage() {
  const { t } = useTranslation('kernel');
  const go = useGo();
  const [{ next }] = useUrlFilters(SEARCH);
  const setup = useRoute(getSetup, {}, { live: false });
  const isNew = setup.value?.required === true;
  useEffect(() => {
    document.title = `${t('signIn.title')} · Caretaker`;
  }, [t]);
  useEffect(() => {
    if (isNew) go('/setup', { replace: true });
  }, [isNew, go]);
  return (
    <Gate title={t('signIn.title')}>
      <SignInForm onSignedIn={() => go(next ?? '/today', { replace: true })} />
    </Gate>
  );
}

function SignInForm({ onSignedIn }: { onSignedIn(): void }) {
  const { t } = useTranslation('kernel');
  const [username, setUsername] = useState('');
  const [password, setPassword] = useState('');
  const [isPending, setPending] = useState(false);
  const [problem, setProblem] = useState<ProblemError | null>(null);
  const [waitSeconds, startWait] = useCountdown();

  const signIn = async () => {
    setPending(true);
    setProblem(null);
    try {
      await call(logIn, { username: username.trim(), password, session: 'cookie' });
      queryClient.clear();
      onSignedIn();
    } catch (thrown) {
      const found = asProblem(thrown);
      setProblem(found);
      setPassword('');
      startWait(Number(found.params['retryAfterSeconds'] ?? 0));
    } finally {
      setPending(false);
    }
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void signIn();
  };

  return (
    <form onSubmit={submit} className="ct-form">
      <Stack>
        {problem !== null && <Trouble problem={problem} waitSeconds={waitSeconds} />}
        <TextInput
          label={t('signIn.username')}
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          required
          autoFocus
          maxLength={254}
          value={username}
          onChange={(event) => setUsername(event.currentTarget.value)}
        />
        <PasswordInput
          label={t('signIn.password')}
          autoComplete="current-password"
          required
          maxLength={1024}
          visibilityToggleButtonProps={{ 'aria-label': t('signIn.showPassword') }}
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        <Button type="submit" loading={isPending} disabled={waitSeconds > 0}>
          {t('signIn.submit')}
        </Button>
      </Stack>
    </form>
  );
}

/** Why it did not work; while locked, how long to wait. */
function Trouble({ problem, waitSeconds }: { readonly problem: ProblemError; readonly waitSeconds: number }) {
  const { t } = useTranslation('kernel');
  if (problem.code !== 'auth.locked') {
    return (
      <Alert color="red" role="alert">
        {sentenceFor(problem)}
      </Alert>
    );
  }
  if (waitSeconds === 0) return <Alert role="status">{t('signIn.tryAgain')}</Alert>;
  const minutes = Math.floor(waitSeconds / 60);
  const wait = `${minutes}:${String(waitSeconds % 60).padStart(2, '0')}`;
  return (
    <Alert color="red" title={sentenceFor(problem)}>
      <span role="timer" className="ct-figures">
        {t('signIn.wait', { wait })}
      </span>
    </Alert>
  );
}
