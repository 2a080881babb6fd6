import { expect, test } from 'vitest';
import { createPatience } from './patience.ts';

const never = (): Promise<never> => new Promise(() => {});

test('a connection that does not answer is given up, and asked nothing more', async () => {
  const patience = createPatience(20);
  await expect(patience.for('select 1', never)).rejects.toThrow('did not answer');
  expect(patience.isOver()).toBe(true);
  let asked = 0;
  const roll = patience.for('rollback', async () => {
    asked += 1;
  });
  await expect(roll).rejects.toThrow('did not answer');
  expect(asked).toBe(0);
});

test('answers and refusals come through; the connection stays', async () => {
  const patience = createPatience(1_000);
  expect(await patience.for('select 1', async () => 1)).toBe(1);
  const refused = patience.for('select x', async () => {
    throw new Error('no such column');
  });
  await expect(refused).rejects.toThrow('no such column');
  expect(patience.isOver()).toBe(false);
});

test('a session that lifts the limit may take as long as it wants, until it lays it down', async () => {
  const patience = createPatience(20);
  const late = () => new Promise((resolve) => setTimeout(resolve, 60, 'late'));
  await patience.for('set statement_timeout = 0', async () => {});
  expect(await patience.for('create index x', late)).toBe('late');
  await patience.for('reset statement_timeout', async () => {});
  await expect(patience.for('select 1', late)).rejects.toThrow('did not answer');
});
