import { Group, Kbd, Modal, Stack, Table } from '@mantine/core';
import { createContext, type ReactNode, useContext, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

/** One key of a page. `key` as `KeyboardEvent.key` names it: 'j', 'Enter', '?'. */
export interface KeyBinding {
  readonly key: string;
  /** What it does, for the help. */
  readonly label: string;
  run(): void;
}

type Hints = ReadonlyMap<symbol, readonly KeyBinding[]>;

const KeysContext = createContext<{
  readonly hints: Hints;
  add(bindings: readonly KeyBinding[]): () => void;
  toggleHelp(): void;
} | null>(null);

const TYPING = 'input, textarea, select, [contenteditable=true], [role=combobox], [role=menu] *';

/** Whether a key press belongs to something that takes text or has keys of its own; to an open dialog also before the focus has reached it. */
const isTaken = (event: KeyboardEvent): boolean =>
  event.defaultPrevented ||
  document.querySelector('[role=dialog]') !== null ||
  event.ctrlKey ||
  event.metaKey ||
  event.altKey ||
  (event.target instanceof Element && event.target.matches(TYPING));

/** Enter and Space press the focused button or link; a page's key must not press a second thing. */
const isPress = (event: KeyboardEvent): boolean =>
  (event.key === 'Enter' || event.key === ' ') && event.target instanceof Element && event.target.matches('button, a, summary');

/** Gives the page keys of its own while it is shown, and lists them in the help (`?`). */
export function useKeys(bindings: readonly KeyBinding[]): void {
  const keys = useContext(KeysContext);
  const latest = useRef(bindings);
  useEffect(() => {
    latest.current = bindings;
  }, [bindings]);
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (isTaken(event) || isPress(event)) return;
      const found = latest.current.find(({ key }) => key === event.key);
      if (found === undefined) return;
      event.preventDefault();
      found.run();
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, []);
  const names = bindings.map(({ key, label }) => `${key}\n${label}`).join('\n\n');
  const add = keys?.add;
  useEffect(() => add?.(names === '' ? [] : names.split('\n\n').map(namedOnly)), [add, names]);
}

function namedOnly(text: string): KeyBinding {
  const [key = '', label = ''] = text.split('\n');
  return { key, label, run: () => undefined };
}

/** Opens the list of keys, for a button. */
export const useKeyHelp = (): (() => void) => useContext(KeysContext)?.toggleHelp ?? (() => undefined);

/** Holds the help on keys; the shell mounts it once. */
export function KeyHints({ children }: { readonly children: ReactNode }) {
  const { t } = useTranslation('kernel');
  const [hints, setHints] = useState<Hints>(new Map());
  const [isOpen, setOpen] = useState(false);
  const value = useMemo(
    () => ({
      hints,
      add: (bindings: readonly KeyBinding[]) => {
        const own = Symbol('keys');
        setHints((old) => new Map(old).set(own, bindings));
        return () => setHints((old) => new Map([...old].filter(([name]) => name !== own)));
      },
      toggleHelp: () => setOpen((open) => !open),
    }),
    [hints],
  );
  const { add, toggleHelp } = value;
  const stable = useRef({ add, toggleHelp });
  const context = useMemo(() => ({ hints, ...stable.current }), [hints]);
  return (
    <KeysContext value={context}>
      {children}
      <Help toggle={stable.current.toggleHelp} />
      <Modal opened={isOpen} onClose={() => setOpen(false)} title={t('keys.title')} closeButtonProps={{ 'aria-label': t('actions.close') }}>
        <KeyTable bindings={[...hints.values()].flat()} />
      </Modal>
    </KeysContext>
  );
}

function Help({ toggle }: { readonly toggle: () => void }) {
  const { t } = useTranslation('kernel');
  useKeys(useMemo(() => [{ key: '?', label: t('keys.help'), run: toggle }], [t, toggle]));
  return null;
}

function KeyTable({ bindings }: { readonly bindings: readonly KeyBinding[] }) {
  const { t } = useTranslation('kernel');
  const all = [{ key: 'Ctrl K', label: t('keys.palette') }, ...bindings];
  const rows = [...new Map(all.map(({ key, label }) => [`${key} ${label}`, { key, label }])).entries()];
  return (
    <Stack>
      <Table>
        <Table.Tbody>
          {rows.map(([id, { key, label }]) => (
            <Table.Tr key={id}>
              <Table.Td w={110}>
                <Group gap={4}>
                  {key.split(' ').map((part) => (
                    <Kbd key={part}>{part}</Kbd>
                  ))}
                </Group>
              </Table.Td>
              <Table.Td>{label}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Stack>
  );
}
