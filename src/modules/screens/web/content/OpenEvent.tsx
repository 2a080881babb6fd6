import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCan, useRoute } from '../../../../web/api/index.ts';
import { getEvent } from '../../contract/content-routes.ts';
import { EditEventDialog } from './EventDialog.tsx';

interface OpenEventProps {
  readonly id: string;
  readonly title: string;
}

/** The title of an event, which leads to its form where one may change it. */
export function OpenEvent({ id, title }: OpenEventProps) {
  const { t } = useTranslation('screens');
  const mayPlan = useCan('screens:schedule');
  const [isOpen, setOpen] = useState(false);
  if (!mayPlan) return <bdi>{title}</bdi>;
  return (
    <>
      <button type="button" className="ct-link sc-open" aria-label={t('events.open', { title })} onClick={() => setOpen(true)}>
        <bdi>{title}</bdi>
      </button>
      {isOpen && <Loaded id={id} onClose={() => setOpen(false)} />}
    </>
  );
}

/** As it was when it was opened: what is typed stays, and saving says whether somebody was faster. */
function Loaded({ id, onClose }: { readonly id: string; onClose(): void }) {
  const event = useRoute(getEvent, { id }, { frozen: true });
  return event.value === undefined ? null : <EditEventDialog event={event.value} onClose={onClose} />;
}
