import type { Programme } from '../programme/programme.ts';
import { createStage } from './stage.ts';

// What Chromium shows: told what by the agent, it tells it what is really seen.
const stage = createStage(document.querySelector('#stage') ?? document.body, document.querySelector('#progress'), async ({ checksum }) => {
  const reply = await fetch(`./media/${checksum}`);
  return reply.ok ? reply.arrayBuffer() : null;
});

const programmes = new EventSource('./programme');
programmes.addEventListener('message', ({ data }) => stage.show(JSON.parse(String(data)) as Programme));

/** Asked of the browser at each frame: who draws nothing says nothing. */
let toldAt = 0;
function beat(at: number): void {
  if (at - toldAt > 1_000) {
    toldAt = at;
    const body = JSON.stringify({ shownId: stage.shownId() });
    // The agent may be ending.
    fetch('./beat', { method: 'POST', body, keepalive: true }).catch(() => {});
  }
  requestAnimationFrame(beat);
}
requestAnimationFrame(beat);
