import { type RefObject, useLayoutEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { cancelErrand, type Errand } from '../../../kernel/contract/routes/errands.ts';
import { useSites } from '../../api/me.tsx';
import { useAction } from '../../api/queries.ts';
import { useConfirm } from '../Confirm.tsx';
import { Button, Progress } from '../mantine.ts';
import { AppLink } from '../navigation.tsx';
import { StatusMark } from '../StatusMark.tsx';
import { TimeAgo } from '../Time.tsx';
import { countKeyOf, markOfErrand, percentOf } from './standing.ts';
import { useErrandWords } from './use-errand-words.ts';

/** One errand: how far it is and the way to stop it, or what came of it and the way there. */
export function ErrandCard({ errand }: { readonly errand: Errand }) {
  const say = useErrandWords();
  const title = say(errand.module, errand.title);
  // The button stays until the end where it was pressed: the focus must not be lost.
  const [hasAsked, setHasAsked] = useState(false);
  const hasButton = errand.canCancel || (hasAsked && errand.endedAt === null);
  return (
    <article className="ct-errand" aria-label={title}>
      <div className="ct-errand-head">
        <strong dir="auto">{title}</strong>
        {hasButton && <StopButton errand={errand} title={title} onAsked={() => setHasAsked(true)} />}
      </div>
      {errand.endedAt === null ? <Running errand={errand} title={title} /> : <Ended errand={errand} title={title} />}
      <Origin errand={errand} />
    </article>
  );
}

interface PartProps {
  readonly errand: Errand;
  readonly title: string;
}

function Running({ errand, title }: PartProps) {
  const { t } = useTranslation('kernel');
  const say = useErrandWords();
  const percent = percentOf(errand);
  const key = countKeyOf(errand);
  const words = [
    ...(key === null ? [] : [t(`errands.${key}`, { done: errand.done, total: errand.total })]),
    ...(errand.isCancelAsked ? [t('errands.stops')] : []),
    ...(errand.note === null || errand.isCancelAsked ? [] : [say(errand.module, errand.note)]),
  ];
  return (
    <>
      {percent === null ? (
        // How much there is nobody knows: the bar moves and tells no figure.
        <Progress.Root size="sm">
          <Progress.Section value={errand.state === 'waiting' ? 0 : 100} withAria={false} animated />
        </Progress.Root>
      ) : (
        <Progress size="sm" value={percent} aria-label={title} />
      )}
      <p className="ct-errand-words ct-figures">{words.length === 0 ? t('errands.runs') : words.join(' · ')}</p>
    </>
  );
}

function Ended({ errand, title }: PartProps) {
  const { t } = useTranslation('kernel');
  const say = useErrandWords();
  const key = errand.state === 'succeeded' ? null : countKeyOf(errand);
  return (
    <p className="ct-errand-words">
      <StatusMark mark={markOfErrand(errand.state) ?? 'unknown'} label={t(`errands.states.${errand.state}`)} />
      {errand.result !== null && <span dir="auto">{say(errand.module, errand.result)}</span>}
      {errand.result === null && errand.state === 'interrupted' && <span>{t('errands.interrupted')}</span>}
      {errand.result === null && key !== null && (
        <span className="ct-figures">{t(`errands.${key}`, { done: errand.done, total: errand.total })}</span>
      )}
      {errand.page !== null && (
        <AppLink href={errand.page} aria-label={t('errands.openNamed', { title })}>
          {t('errands.open')}
        </AppLink>
      )}
    </p>
  );
}

/** Where, by whom and since when, as far as it is not plain anyway. */
function Origin({ errand: { site, begunBy, isMine, begunAt, endedAt } }: { readonly errand: Errand }) {
  const { t } = useTranslation('kernel');
  const sites = useSites();
  const by = begunBy === null ? t('errands.byConsole') : begunBy.displayName === '' ? begunBy.username : begunBy.displayName;
  return (
    <p className="ct-errand-words ct-dimmed">
      {site !== null && sites.length > 1 && <span dir="auto">{site.name}</span>}
      {!isMine && <span dir="auto">{by}</span>}
      <span>
        {t(endedAt === null ? 'errands.begun' : 'errands.ended')} <TimeAgo at={endedAt ?? begunAt} />
      </span>
    </p>
  );
}

function StopButton({ errand: { id, canCancel }, title, onAsked }: PartProps & { onAsked(): void }) {
  const { t } = useTranslation('kernel');
  const ask = useConfirm();
  const button = useRef<HTMLButtonElement>(null);
  useFocusHandedOn(button);
  const cancel = useAction(cancelErrand);
  const question = () =>
    ask({
      title: t('errands.stopTitle', { title }),
      body: t('errands.stopBody'),
      verb: t('errands.stop'),
      tone: 'danger',
      run: async () => {
        onAsked();
        await cancel.run({ id });
      },
    });
  return (
    <Button
      ref={button}
      size="compact-xs"
      variant="default"
      {...(canCancel ? {} : { 'data-disabled': true, 'aria-disabled': true })}
      aria-label={t('errands.stopNamed', { title })}
      onClick={() => canCancel && question()}
    >
      {t('errands.stop')}
    </Button>
  );
}

/** What had the focus when it went away leaves it to the dialog or the page around. */
function useFocusHandedOn(target: RefObject<HTMLElement | null>): void {
  useLayoutEffect(() => {
    const element = target.current;
    return () => {
      if (element !== null && element === document.activeElement) element.closest<HTMLElement>('[role=dialog], main')?.focus();
    };
  }, [target]);
}
