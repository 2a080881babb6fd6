import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { type OutputOf, useCan, useSites } from '../../../../web/api/index.ts';
import { AppLink, MarkShape, Text, TimeAgo } from '../../../../web/kit/index.ts';
import type { listNow } from '../../contract/content-routes.ts';
import type { GroupCard as Card, CardScreen } from '../../contract/overview-routes.ts';
import type { StateReason } from '../../domain/screen-state.ts';
import { RestartOffline } from '../commands/RestartOffline.tsx';
import { NO_GROUP } from '../view/filters.ts';
import { groupHref, listHref, screenHref } from '../view/href.ts';
import { stateMark } from '../view/marks.ts';
import { countsByNeed, total } from '../view/totals.ts';
import { GroupSwatch } from './GroupSwatch.tsx';
import { HealthBar } from './HealthBar.tsx';
import { useReasons } from './use-reasons.ts';

type Shown = OutputOf<typeof listNow>['items'][number];

interface GroupCardsProps {
  readonly cards: readonly Card[];
  /** What groups show at this moment; absent while it is not known. */
  readonly showing: readonly Shown[] | undefined;
  /** States that the page is narrowed to. */
  readonly state: string | undefined;
}

/** Groups side by side, each with what it shows and the screens that need somebody. */
export function GroupCards({ cards, showing, state }: GroupCardsProps) {
  const shown = new Map(showing?.map((one) => [one.groupId, one]));
  return (
    <div className="sc-cards">
      {cards.map((card) => (
        <GroupCard
          key={card.group?.id ?? NO_GROUP}
          card={card}
          shown={showing === undefined ? undefined : (shown.get(card.group?.id ?? '') ?? null)}
          state={state}
        />
      ))}
    </div>
  );
}

interface GroupCardProps {
  readonly card: Card;
  /** Null: nothing is planned. */
  readonly shown: Shown | null | undefined;
  readonly state: string | undefined;
}

/** What has not changed is not drawn anew: answers keep what is the same as before. */
const GroupCard = memo(function GroupCard({ card: { group, counts, matching, screens }, shown, state }: GroupCardProps) {
  const { t } = useTranslation('screens');
  const hasSites = useSites().length > 1;
  const name = group?.name ?? t('noGroup');
  const count = total(counts);
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
        <span className="sc-dim ct-figures sc-end">{t('screens.count', { count })}</span>
      </header>
      {group !== null && shown !== undefined && <Showing shown={shown} />}
      {count === 0 ? (
        <Text size="sm" c="dimmed" px={12} pb="sm">
          {t('screens.emptyGroup')}
        </Text>
      ) : (
        <HealthBar name={name} counts={countsByNeed(counts)} />
      )}
      {screens.length > 0 && (
        <ul className="sc-rows">
          {screens.map((screen) => (
            <CardRow key={screen.id} screen={screen} />
          ))}
        </ul>
      )}
      {matching > screens.length && (
        <AppLink href={listHref({ group: group?.id ?? NO_GROUP, state })} className="ct-link sc-rest">
          {t('screens.rest', { count: matching })}
        </AppLink>
      )}
      {group !== null && counts.offline > 0 && <Restart group={group} />}
    </section>
  );
});

function Showing({ shown }: { readonly shown: Shown | null }) {
  const { t } = useTranslation('screens');
  return (
    <p className="sc-showing">
      {shown === null ? (
        <span className="sc-dim">{t('overview.nothing')}</span>
      ) : (
        <>
          <span className="sc-dim">{t('overview.now')}</span> <bdi>{shown.title}</bdi>
          <span className="sc-dim"> · {t('overview.until', { type: t(`events.types.${shown.type}`), at: shown.until })}</span>
        </>
      )}
    </p>
  );
}

/** Offered to whoever may. */
function Restart({ group }: { readonly group: NonNullable<Card['group']> }) {
  const mayCommand = useCan('screens:command', group.site.id);
  if (!mayCommand) return null;
  return (
    <div className="sc-card-foot">
      <RestartOffline group={group} />
    </div>
  );
}

/** What the word of the state already says. */
const SAID_BY_STATE: readonly StateReason[] = ['silent', 'neverHeard'];

/** Most have one line; what is wrong beyond the state's word has a second one. */
function CardRow({ screen }: { readonly screen: CardScreen }) {
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
