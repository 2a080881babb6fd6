import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { Can } from '../../../../web/api/index.ts';
import { Button, IconPlus, Page, SegmentedControl, useUrlFilters } from '../../../../web/kit/index.ts';
import { useGroups } from '../parts/use-counts.ts';
import { Defaults } from './Defaults.tsx';
import { AddEventDialog } from './EventDialog.tsx';
import { EventTable } from './EventTable.tsx';
import { MediaTable } from './MediaTable.tsx';
import { UploadButton } from './UploadButton.tsx';
import { WeekView } from './WeekView.tsx';
import '../parts/screens.css';
import './content.css';

const VIEWS = ['week', 'list', 'media', 'defaults'] as const;
const SHAPE = { view: z.enum(VIEWS), week: z.iso.date() };

/** What screens show, and when: the calendar, the files, and what is shown while nothing is planned. */
export default function EventsPage() {
  const { t } = useTranslation('screens');
  const [{ view = 'week', week }, change] = useUrlFilters(SHAPE);
  return (
    <Page title={t('nav.events')} actions={view === 'media' ? <UploadButton onUploaded={() => undefined} /> : <AddButton />}>
      <SegmentedControl
        aria-label={t('events.view')}
        value={view}
        onChange={(next) => change({ view: VIEWS.find((one) => one === next && one !== 'week') ?? null })}
        data={VIEWS.map((value) => ({ value, label: t(`events.views.${value}`) }))}
      />
      {view === 'week' && <WeekView day={week} onWeek={(day) => change({ week: day })} />}
      {view === 'list' && <EventTable />}
      {view === 'media' && <MediaTable />}
      {view === 'defaults' && <Defaults />}
    </Page>
  );
}

/** Without groups there is nothing to plan for. */
function AddButton() {
  const { t } = useTranslation('screens');
  const groups = useGroups();
  const [isAdding, setAdding] = useState(false);
  return (
    <Can do="screens:schedule">
      <Button
        leftSection={<IconPlus size={16} aria-hidden />}
        disabled={groups.items.length === 0}
        title={!groups.isLoading && groups.items.length === 0 ? t('events.noGroups') : undefined}
        onClick={() => setAdding(true)}
      >
        {t('events.add')}
      </Button>
      {isAdding && <AddEventDialog onClose={() => setAdding(false)} />}
    </Can>
  );
}
