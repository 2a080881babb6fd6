import { Menu } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { IconDots } from '../kit/icons.ts';
import { AppLink, useGo, useHere } from '../kit/navigation.tsx';
import { ConsoleMark } from './ConsoleMark.tsx';
import { entryAt, type RailEntry, useRail } from './navigation.ts';

interface RailLinkProps {
  readonly entry: RailEntry;
  readonly isCurrent: boolean;
}

function RailLink({ entry, isCurrent }: RailLinkProps) {
  const { icon: EntryIcon } = entry;
  const look = entry.isUnder ? 'ct-rail-link ct-rail-under' : 'ct-rail-link';
  return (
    <AppLink href={entry.to} className={look} aria-current={isCurrent ? 'page' : undefined} title={entry.label}>
      <EntryIcon size={20} stroke={1.6} aria-hidden />
      <span>{entry.label}</span>
    </AppLink>
  );
}

/** The left rail; icons alone below 1200 px, gone on a phone. */
export function Rail() {
  const { t } = useTranslation('kernel');
  const entries = useRail();
  const current = entryAt(entries, useHere().path);
  return (
    <nav className="ct-rail" aria-label={t('shell.rail')}>
      <ConsoleMark />
      <ul>
        {entries
          .filter((entry) => entry.part === 'work')
          .map((entry) => (
            <li key={entry.to}>
              <RailLink entry={entry} isCurrent={entry === current} />
            </li>
          ))}
      </ul>
      <ul className="ct-rail-house">
        {entries
          .filter((entry) => entry.part === 'house')
          .map((entry) => (
            <li key={entry.to}>
              <RailLink entry={entry} isCurrent={entry === current} />
            </li>
          ))}
      </ul>
    </nav>
  );
}

const ON_PHONE = 4;

/** The bottom bar of a phone: the first entries, the rest and the further pages of a module behind a menu. */
export function PhoneBar() {
  const { t } = useTranslation('kernel');
  const go = useGo();
  const entries = useRail();
  const current = entryAt(entries, useHere().path);
  const shown = entries.filter(({ isUnder }) => !isUnder).slice(0, ON_PHONE);
  const more = entries.filter((entry) => !shown.includes(entry));
  return (
    <nav className="ct-phone-bar" aria-label={t('shell.phoneBar')}>
      {shown.map((entry) => (
        <RailLink key={entry.to} entry={entry} isCurrent={entry === current} />
      ))}
      {more.length > 0 && (
        <Menu position="top-end">
          <Menu.Target>
            <button type="button" className="ct-rail-link">
              <IconDots size={20} aria-hidden />
              <span>{t('shell.more')}</span>
            </button>
          </Menu.Target>
          <Menu.Dropdown>
            {more.map(({ to, label, icon: EntryIcon }) => (
              <Menu.Item key={to} leftSection={<EntryIcon size={16} aria-hidden />} onClick={() => go(to)}>
                {label}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
    </nav>
  );
}
