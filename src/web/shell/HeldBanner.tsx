import { useTranslation } from 'react-i18next';
import { getHeld, releaseHeld } from '../../kernel/contract/routes/held.ts';
import { Can } from '../api/me.tsx';
import { useAction, useRoute } from '../api/queries.ts';
import { useConfirm } from '../kit/Confirm.tsx';
import { Button } from '../kit/mantine.ts';
import { MarkShape } from '../kit/StatusMark.tsx';
import { toast } from '../kit/toast.tsx';
import { useFormat } from '../kit/use-format.ts';

/** Over every page while a restored console sends nothing, with the way out for those who may. */
export function HeldBanner() {
  const { t } = useTranslation('kernel');
  const format = useFormat();
  const { held } = useRoute(getHeld, {}, { live: ['held'] }).value ?? { held: null };
  if (held === null) return null;
  const madeAt = format.instant(held.backupMadeAt);
  return (
    <section className="ct-held" aria-label={t('held.label')}>
      <span className="ct-mark-warning">
        <MarkShape mark="warning" />
      </span>
      <p>{t('held.sentence', { madeAt })}</p>
      <Can do="held:release">
        <Release madeAt={madeAt} />
      </Can>
    </section>
  );
}

function Release({ madeAt }: { readonly madeAt: string }) {
  const { t } = useTranslation('kernel');
  const ask = useConfirm();
  const release = useAction(releaseHeld, { touches: ['health'] });
  const question = () =>
    ask({
      title: t('held.title'),
      body: t('held.body', { madeAt }),
      verb: t('held.release'),
      tone: 'danger',
      run: async () => {
        await release.run({});
        toast.done(t('held.released'));
      },
    });
  return (
    <Button size="compact-sm" variant="default" onClick={question}>
      {t('held.release')}
    </Button>
  );
}
