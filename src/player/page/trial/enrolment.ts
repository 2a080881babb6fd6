import { z } from 'zod';
import type { enrolScreen } from '../../../modules/screens/contract/enrolment-routes.ts';
import { Account } from '../../account.ts';
import { enrol } from '../../enrol.ts';
import { newUuid, stored } from './stored.ts';
import { words } from './words.ts';

const REFUSED: keyof typeof enrolScreen.refusals = 'screens.enrolment_refused';
const HELD_MS = 15_000;

/** What this browser is to consoles, made once. */
export function uuidOfBrowser(): string {
  const file = stored('uuid', z.uuid());
  const uuid = file.read() ?? newUuid();
  file.write(uuid);
  return uuid;
}

/** The account of this browser: the one from before, or by a code that somebody types. */
export async function accountOf(uuid: string, form: HTMLFormElement): Promise<Account> {
  const kept = stored('account', Account);
  const known = kept.read();
  if (known !== null) return known;
  const account = await typed(uuid, form);
  kept.write(account);
  return account;
}

/** The broker does not let it in any more. */
export const forgetAccount = (): void => localStorage.removeItem('caretaker-player.account');

function typed(uuid: string, form: HTMLFormElement): Promise<Account> {
  const part = (selector: string): HTMLElement => form.querySelector<HTMLElement>(selector) ?? form;
  const [code, said, button] = [form.querySelector('input'), part('#said'), form.querySelector('button')];
  part('h1').textContent = words.title;
  part('.about').textContent = words.about;
  part('label').textContent = words.code;
  part('button').textContent = words.enrol;
  form.hidden = false;
  if (code !== null) {
    code.value = new URLSearchParams(location.hash.slice(1)).get('code') ?? '';
    code.focus();
  }
  return new Promise((resolve) => {
    const ask = async (): Promise<void> => {
      const hardware = { hostname: `browser-${uuid.slice(0, 8)}`, os: navigator.platform, software_version: 'trial' };
      const answer = await enrol(location.origin, code?.value.trim() ?? '', uuid, hardware);
      if (answer.state === 'enrolled') {
        form.hidden = true;
        return resolve(answer.account);
      }
      said.textContent = words.held;
      setTimeout(() => void attempt(), HELD_MS);
    };
    const attempt = async (): Promise<void> => {
      if (button !== null) button.disabled = true;
      try {
        await ask();
      } catch (error) {
        const { message: reason, cause } = error instanceof Error ? error : new Error(String(error));
        said.textContent = cause === REFUSED ? words.refused : words.failed.replace('{}', reason);
        code?.focus();
      } finally {
        if (button !== null) button.disabled = false;
      }
    };
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      said.textContent = '';
      void attempt();
    });
  });
}
