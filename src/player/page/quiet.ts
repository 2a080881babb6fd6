import type { Ground, Stop } from './stage.ts';

const AGAIN_MS = 1_000;
const TIME = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const DAY = new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long' });

/** The time of day, where nothing is planned: a screen that is well is never black. */
export async function quietSheet(ground: Ground): Promise<Stop> {
  const sheet = document.createElement('div');
  sheet.className = 'quiet';
  const [time, day] = [document.createElement('time'), document.createElement('p')];
  sheet.append(time, day);
  const write = (): void => {
    const now = Temporal.Now.instant().epochMilliseconds;
    time.textContent = TIME.format(now);
    day.textContent = DAY.format(now);
  };
  write();
  const timer = setInterval(write, AGAIN_MS);
  await ground.bring(sheet);
  return () => clearInterval(timer);
}
