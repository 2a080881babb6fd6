import { existsSync } from 'node:fs';
import { type Remark, remarksAbout } from './remark.ts';

const OLDEST_NODE = 26;

/** Whether the program runs on what it was written for. */
export function examineMachine({ timeZone, webDir }: { readonly timeZone: string; readonly webDir: string }): readonly Remark[] {
  return [examineNode(process.versions.node), examineZones(timeZone), examinePages(webDir)];
}

export function examineNode(version: string): Remark {
  const { sound, fault } = remarksAbout('node');
  const isNew = Number(version.split('.', 1)[0]) >= OLDEST_NODE && typeof Temporal === 'object';
  if (isNew) return sound(`Node ${version} runs the console.`);
  return fault(`Node ${version} is too old.`, `Start the console through npm run, which brings Node ${OLDEST_NODE}.`);
}

/** Rules of the wall clock are computed from Node's own copy of the IANA data. */
function examineZones(timeZone: string): Remark {
  const { sound, fault } = remarksAbout('time zones');
  const version = process.versions['tz'];
  if (version === undefined) return fault('Node has no time zone data.', 'Use the Node that npm brings.');
  return sound(`Node knows the time zones as of ${version}; new sites are in ${timeZone}.`);
}

function examinePages(webDir: string): Remark {
  const { sound, fault } = remarksAbout('pages');
  if (existsSync(`${webDir}/index.html`)) return sound('The pages are built.');
  return fault('The pages are not built: people would see none.', 'npm run build, or start with npm run up.');
}
