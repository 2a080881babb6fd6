import { generateKeyPair, SignJWT, UnsecuredJWT } from 'jose';
import { beforeAll, beforeEach, expect, test } from 'vitest';
import { getMe, logIn, logOut, refresh } from '../../contract/routes/auth.ts';
import { byHand } from '../../testing/job-attempt.ts';
import { addPerson, auditActions, type CastMember, PASSWORD, testConsole, testGround } from '../test-console.ts';

const ground = await testGround();
const console = await testConsole(ground);
let olga: CastMember;

beforeAll(async () => {
  olga = await addPerson(console, 'olga');
});
beforeEach(() => ground.db.deleteFrom('kernel.audit').execute());

interface Pair {
  readonly bearer: string;
  readonly refreshToken: string;
}

const pairOf = ({ body }: { readonly body: Record<string, unknown> }): Pair => ({
  bearer: String(body['accessToken']),
  refreshToken: String(body['refreshToken']),
});

const signIn = async (): Promise<Pair> => pairOf(await console.call(logIn, { username: 'olga', password: PASSWORD }));
const statusOf = async (bearer: string): Promise<number> => (await console.call(getMe, {}, { bearer })).status;
const swap = (refreshToken: string) => console.call(refresh, { refreshToken });

const part = (token: string, index: number): Record<string, unknown> =>
  JSON.parse(Buffer.from(token.split('.')[index] ?? '', 'base64url').toString());

test('an access token holds for 15 minutes', async () => {
  const { bearer } = await signIn();
  ground.clock.pass({ minutes: 14, seconds: 59 });
  expect(await statusOf(bearer)).toBe(200);
  ground.clock.pass({ seconds: 1 });
  expect(await statusOf(bearer)).toBe(401);
});

test('no forged token holds: none, HMAC by the public key, another key, another audience, another type, altered claims', async () => {
  const { bearer } = await signIn();
  const claims = part(bearer, 1);
  const header = part(bearer, 0) as { alg: string; kid: string; typ: string };
  const stored = await ground.db.selectFrom('kernel.signing_keys').select('public_jwk').executeTakeFirstOrThrow();
  const { privateKey } = await generateKeyPair('EdDSA');
  const sign = (more: Record<string, unknown>, typ = header.typ) =>
    new SignJWT({ ...claims, ...more }).setProtectedHeader({ ...header, typ }).sign(privateKey);
  const [head, , signature] = bearer.split('.');
  const altered = Buffer.from(JSON.stringify({ ...claims, exp: Number(claims['exp']) + 9_999 })).toString('base64url');
  const forged = [
    new UnsecuredJWT(claims).encode(),
    await new SignJWT(claims).setProtectedHeader({ ...header, alg: 'HS256' }).sign(Buffer.from(JSON.stringify(stored.public_jwk))),
    await sign({}),
    await sign({ aud: 'another' }),
    await sign({}, 'JWT'),
    `${head}.${altered}.${signature}`,
    bearer.slice(0, -2),
    `${bearer}x`,
  ];
  for (const token of forged) expect(await statusOf(token)).toBe(401);
  expect(await statusOf(bearer)).toBe(200);
});

test('an access token dies with its session', async () => {
  const { bearer, refreshToken } = await signIn();
  expect((await console.call(logOut, {}, { bearer })).status).toBe(204);
  expect(await statusOf(bearer)).toBe(401);
  expect(await swap(refreshToken)).toMatchObject({ status: 401, body: { code: 'auth.refresh_refused' } });
});

test('every process knows every key, and keys turn over after 30 days', async () => {
  const other = await testConsole(ground);
  const before = await signIn();
  expect((await other.call(getMe, {}, { bearer: before.bearer })).status).toBe(200);
  const { created_at: madeAt } = await ground.db.selectFrom('kernel.signing_keys').select('created_at').executeTakeFirstOrThrow();
  ground.clock.pass(
    ground.clock
      .now()
      .until(madeAt.add({ hours: 24 * 30 }))
      .subtract({ minutes: 5 }),
  );
  let pair = await signIn();
  ground.clock.pass({ minutes: 10 });
  const next = await signIn();
  expect(part(next.bearer, 0)['kid']).not.toBe(part(before.bearer, 0)['kid']);
  expect(await statusOf(pair.bearer)).toBe(200);
  pair = pairOf(await other.call(logIn, { username: 'olga', password: PASSWORD }));
  expect(part(pair.bearer, 0)['kid']).toBe(part(next.bearer, 0)['kid']);
  await console.auth.jobs[0]?.run({}, byHand);
  expect(await ground.db.selectFrom('kernel.signing_keys').select('id').execute()).toHaveLength(2);
  ground.clock.pass({ hours: 2 });
  await console.auth.jobs[0]?.run({}, byHand);
  expect(await ground.db.selectFrom('kernel.signing_keys').select('id').execute()).toHaveLength(1);
});

test('a lost secret key costs the signing key, not the console', async () => {
  const other = await testConsole({ ...ground, secretKey: new Uint8Array(32).fill(9) });
  const pair = pairOf(await other.call(logIn, { username: 'olga', password: PASSWORD }));
  expect(await statusOf(pair.bearer)).toBe(200);
});

test('a refresh token is swapped for new ones, again and again', async () => {
  let pair = await signIn();
  for (let day = 0; day < 40; day += 1) {
    ground.clock.pass({ hours: 24 });
    const reply = await swap(pair.refreshToken);
    expect(reply.status).toBe(200);
    pair = pairOf(reply);
    expect(await statusOf(pair.bearer)).toBe(200);
  }
  ground.clock.pass({ hours: 24 * 30 });
  expect((await swap(pair.refreshToken)).status).toBe(401);
});

test('a second use of a refresh token ends the whole family and is audited', async () => {
  const stolen = await signIn();
  const owner = pairOf(await swap(stolen.refreshToken));
  const ownerLater = pairOf(await swap(owner.refreshToken));
  expect((await swap(stolen.refreshToken)).status).toBe(401);
  expect((await swap(ownerLater.refreshToken)).status).toBe(401);
  expect(await statusOf(ownerLater.bearer)).toBe(401);
  expect(await auditActions(ground.db)).toContain('auth.refresh_token_reused');
});

test('another family is not touched', async () => {
  const [one, two] = [await signIn(), await signIn()];
  await swap(one.refreshToken);
  await swap(one.refreshToken);
  expect((await swap(two.refreshToken)).status).toBe(200);
});

test('of simultaneous refreshes with one token one is answered, and the family ends', async () => {
  const { refreshToken } = await signIn();
  const other = await testConsole(ground);
  const replies = await Promise.all([swap(refreshToken), other.call(refresh, { refreshToken }), swap(refreshToken)]);
  expect(replies.map(({ status }) => status).toSorted()).toEqual([200, 401, 401]);
  const won = replies.filter(({ status }) => status === 200).map(pairOf);
  expect(await statusOf(won[0]?.bearer ?? '')).toBe(401);
  expect((await swap(won[0]?.refreshToken ?? '')).status).toBe(401);
});

test('no refresh token and no private key is stored in clear', async () => {
  const { refreshToken } = await signIn();
  const rows = [
    ...(await ground.db.selectFrom('kernel.refresh_tokens').selectAll().execute()),
    ...(await ground.db.selectFrom('kernel.signing_keys').selectAll().execute()),
  ];
  expect(JSON.stringify(rows)).not.toContain(refreshToken);
  expect(rows.map((row) => ('private_sealed' in row ? Buffer.from(row.private_sealed).toString() : '')).join()).not.toContain('"d"');
});

test('a switched-off person refreshes nothing', async () => {
  const { refreshToken, bearer } = await signIn();
  await ground.db.updateTable('kernel.users').set({ deactivated_at: ground.clock.now() }).where('id', '=', olga.id).execute();
  expect(await statusOf(bearer)).toBe(401);
  expect((await swap(refreshToken)).status).toBe(401);
});
