import { useTranslation } from 'react-i18next';
import type { OutputOf } from '../../../../web/api/index.ts';
import { StatusMark } from '../../../../web/kit/index.ts';
import type { checkDrafts } from '../../contract/config-routes.ts';

export type ConfigProblem = OutputOf<typeof checkDrafts>['problems'][number];

/** What is wrong, each with its place; without any, that is said. */
export function Problems({ problems }: { readonly problems: readonly ConfigProblem[] }) {
  const { t } = useTranslation('bans');
  if (problems.length === 0) return <StatusMark mark="ok" label={t('config.noProblems')} />;
  return (
    <ul className="bn-problems">
      {problems.map((problem) => (
        <li key={`${problem.code} ${problem.path ?? ''} ${problem.line ?? ''} ${problem.jail ?? ''}`}>
          <Problem problem={problem} />
        </li>
      ))}
    </ul>
  );
}

/** One fault or warning as a sentence. */
export function Problem({ problem: { severity, code, params, path, line, jail } }: { readonly problem: ConfigProblem }) {
  const { t } = useTranslation('bans');
  const place = [path === null ? null : line === null ? path : `${path}:${line}`, jail].filter((part) => part !== null).join(', ');
  return (
    <>
      <StatusMark mark={severity === 'error' ? 'critical' : 'warning'} label={place === '' ? t(`config.severity.${severity}`) : place} />{' '}
      <span>{t(`refusals.${code}`, params)}</span>
    </>
  );
}
