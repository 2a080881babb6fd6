import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { useList } from '../../../../web/api/index.ts';
import { AppLink, Button, MarkShape, TimeAgo } from '../../../../web/kit/index.ts';
import type { monitorScreens } from '../../contract/watch-routes.ts';
import type { MonitoredScreen } from '../../contract/watch-shapes.ts';
import { useReasons } from '../parts/use-reasons.ts';
import { screenHref } from '../view/href.ts';
import { stateMark } from '../view/marks.ts';
import { Picture } from './Picture.tsx';

type Monitored = ReturnType<typeof useList<typeof monitorScreens>>;

/** Every screen as it looks; the next ones are fetched as one comes near them, and what is out of sight is not painted. */
export function Wall({ list }: { readonly list: Monitored }) {
  const { t } = useTranslation('screens');
  const [end, setEnd] = useState<HTMLElement | null>(null);
  const { hasMore, isLoadingMore, loadMore } = list;
  useEffect(() => {
    if (end === null || !hasMore || isLoadingMore) return;
    const watcher = new IntersectionObserver(([seen]) => seen?.isIntersecting === true && loadMore(), { rootMargin: '600px' });
    watcher.observe(end);
    return () => watcher.disconnect();
  }, [end, hasMore, isLoadingMore, loadMore]);
  return (
    <>
      <ul className="sc-wall" aria-label={t('watch.wall')}>
        {list.items.map((screen) => (
          <Tile key={screen.id} screen={screen} />
        ))}
      </ul>
      {hasMore && (
        <Button ref={setEnd} variant="default" loading={isLoadingMore} onClick={loadMore} mt="md">
          {t('watch.more')}
        </Button>
      )}
    </>
  );
}

function Tile({ screen }: { readonly screen: MonitoredScreen }) {
  const { t } = useTranslation('screens');
  const mark = stateMark(screen.state);
  const reasons = useReasons()(screen).map(({ text }) => text);
  const isPriority = screen.hasActivePriorityScreenshot;
  const at = isPriority ? screen.priorityScreenshotReceivedAt : screen.latestScreenshotAt;
  return (
    <li className="sc-tile">
      <AppLink href={screenHref(screen.id, 'screenshots')} className="sc-tile-link">
        <Picture screen={screen} shot={screen.screenshotId} at={at} size="small" />
        <span className="sc-tile-name">
          <MarkShape mark={mark} />
          <bdi>{screen.name}</bdi>
        </span>
      </AppLink>
      <span className="sc-dim">
        <span className={`ct-mark-${mark}`}>{t(`state.${screen.state}`)}</span>
        {at !== null && ' · '}
        <TimeAgo at={at} none="" />
        {isPriority && screen.priorityScreenshotType !== null && ` · ${t(`watch.kind.${screen.priorityScreenshotType}`)}`}
      </span>
      {reasons.length > 0 && <span className={`sc-tile-why ct-mark-${mark}`}>{reasons.join(' · ')}</span>}
    </li>
  );
}
