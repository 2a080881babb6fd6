import { useTranslation } from 'react-i18next';
import type { User } from '../../../kernel/contract/routes/users.ts';
import { StatusMark } from '../../kit/StatusMark.tsx';
import { useFormat } from '../../kit/use-format.ts';
import { useNow } from '../../kit/use-now.ts';

export const isLocked = ({ lockedUntil }: Pick<User, 'lockedUntil'>, nowMs: number): boolean =>
  lockedUntil !== null && Temporal.Instant.from(lockedUntil).epochMilliseconds > nowMs;

/** Active, locked for a while, or switched off. */
export function UserMark({ user }: { readonly user: User }) {
  const { t } = useTranslation('kernel');
  const format = useFormat();
  const now = useNow();
  if (user.deactivatedAt !== null) {
    const why = t('users.deactivatedWhy', { at: format.instant(user.deactivatedAt), by: user.deactivatedBy ?? '–' });
    return <StatusMark mark="off" label={t('users.state.deactivated')} why={why} />;
  }
  if (isLocked(user, now) && user.lockedUntil !== null) {
    const why = t('users.lockedWhy', { until: format.instant(user.lockedUntil), count: user.failedLoginAttempts });
    return <StatusMark mark="warning" label={t('users.state.locked')} why={why} />;
  }
  return <StatusMark mark="ok" label={t('users.state.active')} />;
}
