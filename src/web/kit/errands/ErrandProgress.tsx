import { useTranslation } from 'react-i18next';
import { type Errand, getErrand } from '../../../kernel/contract/routes/errands.ts';
import { PROGRESS } from '../../api/live.ts';
import { useRoute } from '../../api/queries.ts';
import { Show } from '../states.tsx';
import { ErrandCard } from './ErrandCard.tsx';
import { useErrandWords } from './use-errand-words.ts';

/** How far one errand is, on the page that it belongs to; follows it until its end. */
export function ErrandProgress({ id }: { readonly id: string }) {
  const errand = useRoute(getErrand, { id }, { live: [PROGRESS] });
  return (
    <>
      <Show answer={errand} lines={2}>
        {(found) => <ErrandCard errand={found} />}
      </Show>
      <EndSaid errand={errand.value} />
    </>
  );
}

/** Its end is read out; how far it is would be too often. */
function EndSaid({ errand }: { readonly errand: Errand | undefined }) {
  const { t } = useTranslation('kernel');
  const say = useErrandWords();
  const hasEnded = errand !== undefined && errand.endedAt !== null;
  const words = hasEnded ? [t(`errands.states.${errand.state}`), errand.result === null ? '' : say(errand.module, errand.result)] : [];
  return (
    <span className="ct-hidden" role="status">
      {words.join(' ')}
    </span>
  );
}
