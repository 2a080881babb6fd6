import { useTranslation } from 'react-i18next';
import { AppLink, MarkShape, Text, TimeAgo } from '../../../../web/kit/index.ts';
import type { Screen } from '../../contract/screen-shapes.ts';
import { NO_GROUP } from '../view/filters.ts';
import { groupHref, SCREENS_PAGE, screenHref } from '../view/href.ts';
import { stateMark } from '../view/marks.ts';
import { countStates, type Grouped, mostNeeding } from '../view/totals.ts';
import { GroupSwatch } from './GroupSwatch.tsx';
import { HealthBar } from './HealthBar.tsx';
import { useReasons } from './use-reasons.ts';

/** More of them are a table's work. */
const MOST_ROWS = 40;

/** Groups side by side, each with its screens. */
export function GroupCards({ cards }: { readonly cards: readonly Grouped[] }) {
  return (
    <div className="sc-cards">
      {cards.map((card) => (
        <GroupCard key={card.group?.id ?? NO_GROUP} card={card} />
      ))}
    </div>
  );
}

function GroupCard({ card: { group, screens } }: { readonly card: Grouped }) {
  const { t } = useTranslation('screens');
  const name = group?.name ?? t('noGroup');
  const rows = mostNeeding(screens, MOST_ROWS);
  return (
    <section className="ct-section sc-card" aria-label={name}>
      <header className="sc-card-head">
        {group !== null && <GroupSwatch colour={group.colour} />}
        <h2>
          <AppLink href={groupHref(group?.id ?? NO_GROUP)} className="sc-card-link">
            <bdi>{name}</bdi>
          </AppLink>
        </h2>
        {group !== null && <span className="sc-dim ct-figures">{t('groups.number', { number: group.number })}</span>}
        <span className="sc-dim ct-figures sc-end">{t('screens.count', { count: screens.length })}</span>
      </header>
      {screens.length === 0 ? (
        <Text size="sm" c="dimmed" px="md" pb="sm">
          {t('screens.emptyGroup')}
        </Text>
      ) : (
        <>
          <HealthBar name={name} counts={countStates(screens)} />
          <ul className="sc-rows">
            {rows.map((screen) => (
              <CardRow key={screen.id} screen={screen} />
            ))}
          </ul>
        </>
      )}
      {rows.length < screens.length && (
        <AppLink href={`${SCREENS_PAGE}?view=table&group=${group?.id ?? NO_GROUP}`} className="ct-link sc-rest">
          {t('screens.rest', { count: screens.length })}
        </AppLink>
      )}
    </section>
  );
}

/** Who is well has one line; what is wrong has its words in a second one. */
function CardRow({ screen }: { readonly screen: Screen }) {
  const { t } = useTranslation('screens');
  const reasons = useReasons()(screen).map(({ text }) => text);
  const mark = stateMark(screen.state);
  return (
    <li>
      <span className={`ct-mark ct-mark-${mark}`}>
        <MarkShape mark={mark} />
        <span className="ct-hidden">{t(`state.${screen.state}`)}: </span>
      </span>
      <AppLink href={screenHref(screen.id)} className="sc-row-name">
        <bdi>{screen.name}</bdi>
      </AppLink>
      <span className="sc-dim sc-end">
        {screen.isActive || <span>{t('screens.inactive')} · </span>}
        <TimeAgo at={screen.lastAlive} none={t('never')} />
      </span>
      {reasons.length > 0 && <span className={`sc-row-why ct-mark-${mark}`}>{reasons.join(' · ')}</span>}
    </li>
  );
}
