import { useTranslation } from 'react-i18next';
import { TABS } from '../../../kernel/contract/routes/today.ts';
import { Button } from '../../kit/mantine.ts';
import { useFormat } from '../../kit/use-format.ts';
import type { Counts, Tab } from './use-queue.ts';

interface TodayTabsProps {
  readonly tab: Tab;
  readonly counts: Counts | undefined;
  onTab(tab: Tab): void;
}

/** Needs me, needs anyone, snoozed, done today: each with its count. */
export function TodayTabs({ tab, counts, onTab }: TodayTabsProps) {
  const { t } = useTranslation('kernel');
  const format = useFormat();
  return (
    <nav className="ct-tabs" aria-label={t('today.tabsLabel')}>
      {TABS.map((one) => (
        <button key={one} type="button" className="ct-tab" aria-current={one === tab ? 'true' : undefined} onClick={() => onTab(one)}>
          {t(`today.tabs.${one}`)}
          {counts !== undefined && <span className="ct-tab-count">{format.number(counts[one])}</span>}
        </button>
      ))}
    </nav>
  );
}

/** News wait here until somebody wants them. */
export function NewsBar({ count, onShow }: { readonly count: number; onShow(): void }) {
  const { t } = useTranslation('kernel');
  return (
    <output className="ct-news">
      {count > 0 && (
        <Button size="compact-sm" variant="light" onClick={onShow}>
          {t('today.news', { count })}
        </Button>
      )}
    </output>
  );
}
