import { type ReactNode, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useHere } from '../kit/navigation.tsx';
import { HeldBanner } from './HeldBanner.tsx';
import { Palette } from './Palette.tsx';
import { PhoneBar, Rail } from './Rail.tsx';
import { TopBar } from './TopBar.tsx';

/** Rail at the left, bar at the top, the page in between; a bottom bar on a phone. */
export function Shell({ children }: { readonly children: ReactNode }) {
  const { t } = useTranslation('kernel');
  const main = useRef<HTMLElement>(null);
  useFocusOnNewPage(main);
  return (
    <div className="ct-shell">
      <a className="ct-skip" href="#main">
        {t('shell.skip')}
      </a>
      <Rail />
      <TopBar />
      <HeldBanner />
      <main id="main" className="ct-main" ref={main} tabIndex={-1}>
        {children}
      </main>
      <PhoneBar />
      <Palette />
    </div>
  );
}

/** A new page is read from its beginning, also by keyboard and screen reader; the first one leaves the focus alone. */
function useFocusOnNewPage(main: React.RefObject<HTMLElement | null>): void {
  const { path } = useHere();
  const before = useRef(path);
  useEffect(() => {
    if (before.current === path) return;
    before.current = path;
    main.current?.focus({ preventScroll: true });
    main.current?.scrollTo({ top: 0 });
  }, [path, main]);
}
