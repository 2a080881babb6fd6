import { createStage } from '../stage.ts';
import { accountOf, uuidOfBrowser } from './enrolment.ts';
import { runPlayer } from './player.ts';
import { words } from './words.ts';

// A player for a trial, in any browser: the same wire contract and the same stage as on a screen, without what only a computer can do.
const form = document.querySelector<HTMLFormElement>('#enrol');
const stage = createStage(document.querySelector('#stage') ?? document.body, document.querySelector('#progress'), async ({ url }) => {
  const reply = await fetch(url);
  return reply.ok ? reply.arrayBuffer() : null;
});

if (form !== null) {
  if (typeof Temporal === 'undefined') form.replaceChildren(words.old);
  else {
    const uuid = uuidOfBrowser();
    runPlayer(await accountOf(uuid, form), uuid, stage);
  }
}
