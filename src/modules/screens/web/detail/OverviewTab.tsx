import { useTranslation } from 'react-i18next';
import { AppLink, Facts, Instant, type Mark, Section, StatusMark, useFormat } from '../../../../web/kit/index.ts';
import type { Screen } from '../../contract/screen-shapes.ts';
import { groupHref } from '../view/href.ts';
import { PictureSection, TransitionsSection } from '../watch/WatchSections.tsx';
import { StateSection } from './StateSection.tsx';

interface TabProps {
  readonly screen: Screen;
}

/** How a screen is, what its player says, and who may speak for it. */
export function OverviewTab({ screen }: TabProps) {
  return (
    <>
      <StateSection screen={screen} />
      <PlayerSection screen={screen} />
      <PictureSection screen={screen} />
      <TransitionsSection screen={screen} />
      <AboutSection screen={screen} />
      <HardwareSection screen={screen} />
      <IdentitySection screen={screen} />
    </>
  );
}

function PlayerSection({ screen }: TabProps) {
  const { t } = useTranslation('screens');
  const { number } = useFormat();
  const { lastAlive, currentEventId, mqttReconnectCount, mqttLastDisconnectAt, serviceFailedAt, serviceFailedUnit } = screen;
  const failed =
    serviceFailedAt === null ? t('screen.serviceNone') : t('screen.serviceFailedText', { unit: serviceFailedUnit, at: serviceFailedAt });
  return (
    <Section title={t('screen.player')}>
      <Facts
        items={[
          [t('screen.lastAlive'), <Instant key="alive" at={lastAlive} none={t('never')} />],
          [t('screen.process'), <Process key="process" screen={screen} />],
          [t('screen.event'), currentEventId ?? t('screen.eventNone')],
          [t('screen.reconnects'), mqttReconnectCount === null ? t('unknown') : number(mqttReconnectCount)],
          [t('screen.lastDisconnect'), <Instant key="lost" at={mqttLastDisconnectAt} none={t('unknown')} />],
          [t('screen.serviceFailed'), failed],
          [t('screen.malformed'), <Malformed key="malformed" screen={screen} />],
          [t('wire.limited'), <Limited key="limited" screen={screen} />],
        ]}
      />
    </Section>
  );
}

function Process({ screen: { currentProcess, processStatus, processPid } }: TabProps) {
  const { t } = useTranslation('screens');
  if (processStatus === null && currentProcess === null) return t('unknown');
  const status = processStatus === null ? t('unknown') : t(`process.${processStatus}`);
  return (
    <>
      {t('screen.processText', { process: currentProcess ?? t('screen.processNone'), status })}
      {processPid !== null && <span className="sc-dim"> ({t('screen.pid', { pid: processPid })})</span>}
    </>
  );
}

function Malformed({ screen: { malformedCount, malformedReason, malformedAt } }: TabProps) {
  const { t } = useTranslation('screens');
  if (malformedCount === 0) return t('screen.malformedNone');
  return <StatusMarkLine text={t('screen.malformedText', { count: malformedCount, at: malformedAt, reason: malformedReason })} />;
}

function Limited({ screen: { limitedCount, limitedAt } }: TabProps) {
  const { t } = useTranslation('screens');
  if (limitedCount === 0) return t('wire.limitedNone');
  return <StatusMarkLine text={t('wire.limitedText', { count: limitedCount, at: limitedAt })} />;
}

const StatusMarkLine = ({ text }: { readonly text: string }) => (
  <span className="sc-wrapping">
    <StatusMark mark="warning" label={text} />
  </span>
);

function AboutSection({ screen: { group, description, tags, isActive, createdAt, site } }: TabProps) {
  const { t } = useTranslation('screens');
  return (
    <Section title={t('screen.about')}>
      <Facts
        items={[
          [t('screen.group'), group === null ? t('noGroup') : <GroupLink key="group" group={group} />],
          [t('site'), site.name],
          [
            t('screen.description'),
            description === '' ? (
              '–'
            ) : (
              <span key="description" className="ct-wrap">
                {description}
              </span>
            ),
          ],
          [t('screen.tags'), tags.length === 0 ? t('screen.none') : tags.join(', ')],
          [
            t('screen.watched'),
            t(isActive ? (group?.isActive === false ? 'screen.watchedGroup' : 'screen.watchedYes') : 'screen.watchedNo'),
          ],
          [t('screen.created'), <Instant key="created" at={createdAt} />],
        ]}
      />
    </Section>
  );
}

function GroupLink({ group: { id, name, number } }: { readonly group: NonNullable<Screen['group']> }) {
  const { t } = useTranslation('screens');
  return (
    <>
      <AppLink href={groupHref(id)}>
        <bdi>{name}</bdi>
      </AppLink>{' '}
      <span className="sc-dim">{t('groups.number', { number })}</span>
    </>
  );
}

function HardwareSection({ screen: { hardware } }: TabProps) {
  const { t } = useTranslation('screens');
  const said = (text: string) => (text === '' ? <span className="sc-dim">{t('screen.says')}</span> : <bdi>{text}</bdi>);
  return (
    <Section title={t('screen.hardware')} about={t('screen.hardwareAbout')}>
      <Facts
        items={[
          [t('screens.host'), said(hardware.hostname)],
          [t('screens.ip'), said(hardware.ip)],
          [t('screens.mac'), said(hardware.mac)],
          [t('screens.model'), said(hardware.model)],
          [t('screen.serial'), said(hardware.serial)],
          [t('screen.os'), said(hardware.os)],
          [t('screens.software'), said(hardware.softwareVersion)],
        ]}
      />
    </Section>
  );
}

function IdentitySection({ screen: { uuid, account, sharesAccount } }: TabProps) {
  const { t } = useTranslation('screens');
  const issued = account === null ? [] : ([[t('screen.accountIssued'), <Instant key="issued" at={account.issuedAt} />]] as const);
  return (
    <Section title={t('screen.identity')}>
      <Facts
        items={[
          [t('screen.account'), <Account key="account" account={account} sharesAccount={sharesAccount} />],
          ...issued,
          [t('screen.uuid'), <code key="uuid">{uuid}</code>],
        ]}
      />
    </Section>
  );
}

/** Whether the player has an account of its own, and what that means. */
function Account({ account, sharesAccount }: Pick<Screen, 'account' | 'sharesAccount'>) {
  const { t } = useTranslation('screens');
  if (sharesAccount) return <Explained mark="warning" label={t('wire.notIndividual')} why={t('wire.notIndividualWhy')} />;
  if (account === null) return <Explained mark="critical" label={t('screen.accountNone')} why={t('screen.accountNoneWhy')} />;
  const { name, isUsed, isLost } = account;
  if (isLost) return <Explained mark="critical" label={t('screen.accountLost', { name })} why={t('screen.accountLostWhy')} />;
  if (!isUsed) return <Explained mark="unknown" label={t('screen.accountOwn', { name })} why={t('screen.accountUnused')} />;
  return <Explained mark="ok" label={t('screen.accountOwn', { name })} why={t('screen.accountOwnWhy')} />;
}

interface ExplainedProps {
  readonly mark: Mark;
  readonly label: string;
  readonly why: string;
}

const Explained = ({ mark, label, why }: ExplainedProps) => (
  <span className="sc-wrapping">
    <StatusMark mark={mark} label={label} />
    <span className="sc-dim">{why}</span>
  </span>
);
