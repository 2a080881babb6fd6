import { MarkShape, Tooltip } from '../../../../web/kit/index.ts';
import { windowMark } from '../view/marks.ts';
import { hoursText, type InUseServer, statusUntilText, windowSentence } from '../view/window-sentence.ts';
import { useReader } from './use-reader.ts';

/** "in use 08:00–22:00: risky until 22:00 there (23:00 here)" on one line; the whole sentence is one hover or tap away. */
export function WindowText({ server }: { readonly server: InUseServer }) {
  const reader = useReader();
  const { mark } = windowMark(server.serviceWindowStatus);
  const hasHours = server.serviceWindowStatus !== 'unknown';
  return (
    <Tooltip label={windowSentence(server, reader)} multiline maw={360} events={{ hover: true, focus: true, touch: true }}>
      <span className={`ct-mark ct-mark-${mark}`}>
        <MarkShape mark={mark} />
        <span>
          {hasHours && <span className="sv-hours">{`${hoursText(server, reader)}: `}</span>}
          {statusUntilText(server, reader)}
        </span>
      </span>
    </Tooltip>
  );
}
