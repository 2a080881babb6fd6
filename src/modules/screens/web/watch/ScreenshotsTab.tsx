import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useRoute } from '../../../../web/api/index.ts';
import { EmptyState, Instant, Section, Show, TimeAgo, useFormat } from '../../../../web/kit/index.ts';
import type { ScreenDetail } from '../../contract/screen-shapes.ts';
import { listScreenshots } from '../../contract/watch-routes.ts';
import type { Screenshot } from '../../contract/watch-shapes.ts';
import { useRenewed } from '../parts/use-renewed.ts';
import { Picture } from './Picture.tsx';
import './watch.css';

const EVERY_MS = 20_000;

/** The last pictures of a screen: one large, the others to choose from. */
export function ScreenshotsTab({ screen }: { readonly screen: ScreenDetail }) {
  const { t } = useTranslation('screens');
  const answer = useRoute(listScreenshots, { id: screen.id });
  useRenewed(answer.refetch, EVERY_MS);
  return (
    <Section title={t('watch.screenshots')}>
      <Show answer={answer}>
        {({ items, first }) =>
          items.length === 0 ? (
            <EmptyState title={t('watch.noShots')}>{t('watch.noShotsText')}</EmptyState>
          ) : (
            <Shots screen={screen} items={items} first={first} />
          )
        }
      </Show>
    </Section>
  );
}

interface ShotsProps {
  readonly screen: ScreenDetail;
  readonly items: readonly Screenshot[];
  readonly first: string | null;
}

function Shots({ screen, items, first }: ShotsProps) {
  const { t } = useTranslation('screens');
  const [chosen, setChosen] = useState<string | null>(null);
  const shown = items.find(({ id }) => id === chosen) ?? items.find(({ id }) => id === first) ?? items[0];
  if (shown === undefined) return null;
  return (
    <div className="sc-shots">
      <figure>
        <Picture screen={screen} shot={shown.id} at={shown.at} size="full" />
        <figcaption className="sc-dim">
          <About shot={shown} />
        </figcaption>
      </figure>
      <ul aria-label={t('watch.choose')}>
        {items.map((shot) => (
          <li key={shot.id}>
            <button type="button" aria-pressed={shot.id === shown.id} onClick={() => setChosen(shot.id)}>
              <Picture screen={screen} shot={shot.id} at={shot.at} size="small" />
              <span className="sc-dim">
                <TimeAgo at={shot.at} none="" />
                {shot.kind !== 'periodic' && ` · ${t(`watch.kind.${shot.kind}`)}`}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}

function About({ shot: { at, kind, status, width, height, bytes } }: { readonly shot: Screenshot }) {
  const { t } = useTranslation('screens');
  const { number } = useFormat();
  const size = t('watch.size', { width: number(width), height: number(height), kilobytes: number(Math.ceil(bytes / 1_024)) });
  return (
    <>
      <Instant at={at} none="" /> · {t(`watch.kind.${kind}`)} · {t(`watch.status.${status}`)} · {size}
    </>
  );
}
