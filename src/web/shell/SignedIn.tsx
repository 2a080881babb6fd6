import { Outlet } from '@tanstack/react-router';
import { useEffect, useMemo } from 'react';
import { getMe } from '../../kernel/contract/routes/auth.ts';
import { getAbout } from '../../kernel/contract/routes/console.ts';
import { listSites } from '../../kernel/contract/routes/sites.ts';
import { onSignedOut } from '../api/call.ts';
import { startLive } from '../api/live.ts';
import { holds, type Session, SessionProvider } from '../api/me.tsx';
import { type Answer, queryClient, useRoute } from '../api/queries.ts';
import { speak, speakInZone } from '../i18n.ts';
import { ConfirmHost } from '../kit/Confirm.tsx';
import { KeyHints } from '../kit/keys.tsx';
import { useGo, useHere } from '../kit/navigation.tsx';
import { ErrorState, LoadingLines } from '../kit/states.tsx';
import { Shell } from './Shell.tsx';

/** Everything behind sign-in: asks who is here once, then draws the shell around the page. */
export function SignedIn() {
  const { session, problem } = useSessionAnswer();
  useSignInWhenEnded();
  if (session !== null) {
    return (
      <SessionProvider session={session}>
        <Follow session={session} />
        <ConfirmHost>
          <KeyHints>
            <Shell>
              <Outlet />
            </Shell>
          </KeyHints>
        </ConfirmHost>
      </SessionProvider>
    );
  }
  if (problem !== null && problem.status !== 401)
    return <ErrorState problem={problem} onRetry={() => void queryClient.invalidateQueries()} />;
  return (
    <main className="ct-page">
      <LoadingLines />
    </main>
  );
}

function useSessionAnswer(): { readonly session: Session | null; readonly problem: Answer<unknown>['problem'] } {
  const me = useRoute(getMe, {}, { live: ['users', 'auth', 'teams'] });
  const isIn = me.value !== undefined;
  const about = useRoute(getAbout, {}, { enabled: isIn });
  const maySites = me.value !== undefined && holds(me.value, 'sites:read');
  const sites = useRoute(listSites, {}, { enabled: maySites });
  const items = maySites ? sites.value?.items : [];
  const session = useMemo(
    () =>
      me.value === undefined || about.value === undefined || items === undefined
        ? null
        : { me: me.value, about: about.value, sites: items },
    [me.value, about.value, items],
  );
  return { session, problem: me.problem ?? about.problem ?? sites.problem };
}

/** An ended session leads to sign-in and back to where one was. */
function useSignInWhenEnded(): void {
  const go = useGo();
  const { href } = useHere();
  useEffect(
    () =>
      onSignedOut(() => {
        const next = href === '/' || href.startsWith('/sign-in') ? '' : `?next=${encodeURIComponent(href)}`;
        go(`/sign-in${next}`, { replace: true });
      }),
    [go, href],
  );
}

/** Language and zone of the person, and live news, for as long as somebody is signed in. */
function Follow({ session }: { readonly session: Session }) {
  const { language, timeZone } = session.me;
  useEffect(() => void speak(language), [language]);
  useEffect(() => speakInZone(timeZone ?? Temporal.Now.timeZoneId()), [timeZone]);
  useEffect(startLive, []);
  return null;
}
