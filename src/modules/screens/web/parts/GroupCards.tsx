import { useTranslation } from 'react-i18next';
import { useCan, useSites } from '../../../../web/api/index.ts';
import { AppLink, MarkShape, Text, TimeAgo } from '../../../../web/kit/index.ts';
import type { Screen } from '../../contract/screen-shapes.ts';
import type { StateReason } from '../../domain/screen-state.ts';
import { RestartOffline } from '../commands/RestartOffline.tsx';
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
  const hasSites = useSites().length > 1;
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
        {group !== null && hasSites && <span className="sc-dim">{group.site.name}</span>}
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
      {group !== null && <Restart group={group} screens={screens} />}
      {rows.length < screens.length && (
        <AppLink href={`${SCREENS_PAGE}?view=table&group=${group?.id ?? NO_GROUP}`} className="ct-link sc-rest">
          {t('screens.rest', { count: screens.length })}
        </AppLink>
      )}
    </section>
  );
}

/** Offered where there is something to restart, to whoever may. */
function Restart({ group, screens }: { readonly group: NonNullable<Grouped['group']>; readonly screens: readonly Screen[] }) {
  const mayCommand = useCan('screens:command', group.site.id);
  if (!mayCommand || !screens.some(({ state }) => state === 'offline')) return null;
  return (
    <div className="sc-card-foot">
      <RestartOffline group={group} />
    </div>
  );
}

/** What the word of the state already says. */
const SAID_BY_STATE: readonly StateReason[] = ['silent', 'neverHeard'];

/** Most have one line; what is wrong beyond the state's word has a second one. */
function CardRow({ screen }: { readonly screen: Screen }) {
  const { t } = useTranslation('screens');
  const reasons = useReasons()(screen).filter(({ reason }) => !SAID_BY_STATE.includes(reason));
  const mark = stateMark(screen.state);
  return (
    <li>
      <MarkShape mark={mark} />
      <AppLink href={screenHref(screen.id)} className="sc-row-name">
        <bdi>{screen.name}</bdi>
      </AppLink>
      <span className="sc-dim sc-end">
        {screen.isActive || `${t('screens.inactive')} · `}
        <span className={`ct-mark-${mark}`}>{t(`state.${screen.state}`)}</span>
        {screen.lastAlive !== null && ' · '}
        <TimeAgo at={screen.lastAlive} none="" />
      </span>
      {reasons.length > 0 && <span className={`sc-row-why ct-mark-${mark}`}>{reasons.map(({ text }) => text).join(' · ')}</span>}
    </li>
  );
}
