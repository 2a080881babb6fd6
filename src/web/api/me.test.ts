import { expect, test } from 'vitest';
import { holds } from './me.tsx';

const HOUSE = '01900000-0000-7000-8000-000000000001';
const SHOP = '01900000-0000-7000-8000-000000000002';
const me = (permissions: Parameters<typeof holds>[0]['permissions']) => ({ permissions });

test('a grant on one site reaches that site only', () => {
  const olga = me({ 'servers:create': [{ module: null, siteId: HOUSE }] });
  expect(holds(olga, 'servers:create')).toBe(true);
  expect(holds(olga, 'servers:create', HOUSE)).toBe(true);
  expect(holds(olga, 'servers:create', SHOP)).toBe(false);
});

test('a grant on one module opens what belongs to rows of any module', () => {
  const olga = me({ 'findings:act': [{ module: 'servers', siteId: null }] });
  expect(holds(olga, 'findings:act', SHOP)).toBe(true);
});

test('what is not held is not held', () => {
  expect(holds(me({}), 'users:manage')).toBe(false);
  expect(holds(me({ 'servers:read': [] }), 'servers:read')).toBe(false);
});
