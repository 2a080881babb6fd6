import { Menu } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { IconDots } from '../kit/icons.ts';
import { AppLink, useGo, useHere } from '../kit/navigation.tsx';
import { ConsoleMark } from './ConsoleMark.tsx';
import { isAt, type RailEntry, useRail } from './navigation.ts';

function RailLink({ entry }: { readonly entry: RailEntry }) {
  const { path } = useHere();
  const isCurrent = isAt(path, entry.to);
  const { icon: EntryIcon } = entry;
  return (
    <AppLink href={entry.to} className="ct-rail-link" aria-current={isCurrent ? 'page' : undefined} title={entry.label}>
      <EntryIcon size={20} stroke={1.6} aria-hidden />
      <span>{entry.label}</span>
    </AppLink>
  );
}

/** The left rail; icons alone below 1200 px, gone on a phone. */
export function Rail() {
  const { t } = useTranslation('kernel');
  const entries = useRail();
  return (
    <nav className="ct-rail" aria-label={t('shell.rail')}>
      <ConsoleMark />
      <ul>
        {entries
          .filter((entry) => entry.part === 'work')
          .map((entry) => (
            <li key={entry.to}>
              <RailLink entry={entry} />
            </li>
          ))}
      </ul>
      <ul className="ct-rail-house">
        {entries
          .filter((entry) => entry.part === 'house')
          .map((entry) => (
            <li key={entry.to}>
              <RailLink entry={entry} />
            </li>
          ))}
      </ul>
    </nav>
  );
}

const ON_PHONE = 4;

/** The bottom bar of a phone: the first entries, the rest behind a menu. */
export function PhoneBar() {
  const { t } = useTranslation('kernel');
  const go = useGo();
  const entries = useRail();
  const more = entries.slice(ON_PHONE);
  return (
    <nav className="ct-phone-bar" aria-label={t('shell.phoneBar')}>
      {entries.slice(0, ON_PHONE).map((entry) => (
        <RailLink key={entry.to} entry={entry} />
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
