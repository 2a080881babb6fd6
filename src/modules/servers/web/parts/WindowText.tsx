import { MarkShape, Tooltip } from '../../../../web/kit/index.ts';
import { windowMark } from '../view/marks.ts';
import { hoursText, type InUseServer, statusUntilText, windowSentence } from '../view/window-sentence.ts';
import { useReader } from './use-reader.ts';

/** "risky until 22:00 there (23:00 here) · in use 08:00–22:00" on one line; the whole sentence is one hover or tap away. */
export function WindowText({ server }: { readonly server: InUseServer }) {
  const reader = useReader();
  const { mark } = windowMark(server.serviceWindowStatus);
  const hasHours = server.serviceWindowStatus !== 'unknown';
  return (
    <Tooltip label={windowSentence(server, reader)} multiline maw={360} events={{ hover: true, focus: true, touch: true }}>
      <span className={`ct-mark ct-mark-${mark}`}>
        <MarkShape mark={mark} />
        <span className="sv-window">
          {statusUntilText(server, reader)}
          {hasHours && <span className="sv-hours">{` · ${hoursText(server, reader)}`}</span>}
        </span>
      </span>
    </Tooltip>
  );
}
