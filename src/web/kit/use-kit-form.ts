import { type ReactNode, useState } from 'react';
import type { Route } from '../../kernel/contract/route.ts';
import type { InputOf, OutputOf } from '../api/call.ts';
import { asProblem, type ProblemError } from '../api/problem.ts';
import { useAction } from '../api/queries.ts';
import { messageAt, sentenceFor, translateMessage } from './sentence.ts';

export interface KitFormOptions<Values, R extends Route> {
  readonly initial: Values;
  readonly route: R;
  /** What is sent. Errors come back with this input's paths; a field named like the path shows them. */
  toInput(values: Values): InputOf<R>;
  /** Version the form was filled from. */
  readonly ifMatch?: number;
  /** Rooms whose answers are old after success, beside the route's own. */
  readonly touches?: readonly string[];
  onDone(output: OutputOf<R>, values: Values): void;
  /** Return true when the refusal is dealt with (a risky act that is asked about). */
  onRefused?(problem: ProblemError, values: Values): boolean;
}

export interface FormMessage {
  readonly path: string;
  readonly message: string;
}

type NamesOf<Values, Kind> = { [Name in keyof Values & string]: Values[Name] extends Kind ? Name : never }[keyof Values & string];

interface FieldProps {
  readonly name: string;
  readonly error: ReactNode;
}

export interface KitForm<Values> {
  readonly values: Values;
  /** For inputs whose `onChange` takes an event: `<TextInput label={…} {...form.text('name')} />`. */
  text(path: NamesOf<Values, string>): FieldProps & { value: string; onChange(event: { currentTarget: { value: string } }): void };
  /** For a `Checkbox` or `Switch`. */
  flag(path: NamesOf<Values, boolean>): FieldProps & { checked: boolean; onChange(event: { currentTarget: { checked: boolean } }): void };
  /** For a `NumberInput`; an empty field is null. */
  number(path: NamesOf<Values, number | null>): FieldProps & { value: number | string; onChange(value: number | string): void };
  /** For inputs whose `onChange` takes the value: selects, pickers. */
  choice<Name extends keyof Values & string>(path: Name): FieldProps & { value: Values[Name]; onChange: (value: Values[Name]) => void };
  set<Name extends keyof Values & string>(path: Name, value: Values[Name]): void;
  readonly isDirty: boolean;
  readonly isPending: boolean;
  /** For the summary at the top; empty while nothing is wrong. */
  readonly messages: readonly FormMessage[];
  submit(): void;
}

/** A form over one route: checked by its contract, sent, its refusals shown at their fields. What was typed stays. */
export function useKitForm<Values extends object, R extends Route>(options: KitFormOptions<Values, R>): KitForm<Values> {
  const [values, setValues] = useState(options.initial);
  const [isDirty, setDirty] = useState(false);
  const [messages, setMessages] = useState<readonly FormMessage[]>([]);
  const action = useAction(options.route, options.touches === undefined ? {} : { touches: options.touches });

  const set = (path: keyof Values & string, value: unknown) => {
    setDirty(true);
    setMessages((old) => old.filter((message) => fieldOf(message.path, values) !== path));
    setValues((old) => ({ ...old, [path]: value }));
  };
  const errorAt = (path: string): ReactNode => messages.find((message) => fieldOf(message.path, values) === path)?.message;
  const shared = (path: string): FieldProps => ({ name: path, error: errorAt(path) });

  const send = async () => {
    const input = options.toInput(values);
    const invalid = checkInput(options.route, input);
    setMessages(invalid);
    if (invalid.length > 0) return;
    try {
      const output = await action.run(input, options.ifMatch === undefined ? {} : { ifMatch: options.ifMatch });
      setDirty(false);
      options.onDone(output, values);
    } catch (thrown) {
      const problem = asProblem(thrown);
      if (options.onRefused?.(problem, values) !== true) setMessages(messagesOf(problem));
    }
  };

  return {
    values,
    text: (path) => ({ ...shared(path), value: String(values[path]), onChange: (event) => set(path, event.currentTarget.value) }),
    flag: (path) => ({ ...shared(path), checked: values[path] === true, onChange: (event) => set(path, event.currentTarget.checked) }),
    number: (path) => ({
      ...shared(path),
      value: typeof values[path] === 'number' ? values[path] : '',
      onChange: (value) => set(path, typeof value === 'number' ? value : null),
    }),
    choice: (path) => ({ ...shared(path), value: values[path], onChange: (value) => set(path, value) }),
    set,
    isDirty,
    isPending: action.isPending,
    messages,
    submit: () => void send(),
  };
}

/** The field that shows the fault of a path: `grants.0.siteId` shows at `grants`, `serviceWindow.start` at `start` where that is the field. */
function fieldOf(path: string, values: object): string {
  if (path in values) return path;
  const parts = path.split('.');
  return parts.findLast((part) => part in values) ?? path;
}

/** What the contract itself finds wrong, before anything is sent. */
export function checkInput(route: Route, input: unknown): readonly FormMessage[] {
  const parsed = route.input.safeParse(input);
  if (parsed.success) return [];
  return parsed.error.issues.map((issue) => ({ path: issue.path.join('.'), message: translateMessage(issue.message) }));
}

function messagesOf(problem: ProblemError): readonly FormMessage[] {
  const blamed = problem.errors.length > 0 ? problem.errors.map(({ path }) => path) : [problem.params['path']];
  const paths = blamed.filter((path) => typeof path === 'string');
  if (paths.length === 0) return [{ path: '', message: sentenceFor(problem) }];
  return paths.map((path) => ({ path, message: messageAt(problem, path) ?? sentenceFor(problem) }));
}
