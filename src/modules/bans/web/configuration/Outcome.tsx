import { useTranslation } from 'react-i18next';
import type { OutputOf } from '../../../../web/api/index.ts';
import { Alert } from '../../../../web/kit/index.ts';
import type { readConfigVersion } from '../../contract/config-routes.ts';
import { Problem } from './Problems.tsx';

export type Version = OutputOf<typeof readConfigVersion>;

const COLOURS: Readonly<Record<Version['state'], 'green' | 'yellow' | 'red'>> = {
  checking: 'yellow',
  applied: 'green',
  rolled_back: 'yellow',
  failed: 'red',
  restored: 'green',
};

/** What became of an application: applied, or everything is back as it was, with the reason. */
export function Outcome({ version: { state, problem, jailsAfter } }: { readonly version: Version }) {
  const { t } = useTranslation('bans');
  return (
    <Alert color={COLOURS[state]} mb="md" title={t(`config.state.${state}`)} role="status">
      {problem !== null && (
        <div>
          <Problem problem={problem} />
        </div>
      )}
      {t('config.jailsNow', { jails: jailsAfter.join(', ') })}
    </Alert>
  );
}
