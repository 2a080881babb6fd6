import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { verbatim } from '../contract/saying.ts';
import { aliveEdge, readinessEdge } from '../health/edges.ts';
import { createHealth } from '../health/health.ts';
import { createLog } from '../log/log.ts';
import { createMetrics } from '../metrics/create-metrics.ts';
import { metricsEdge } from '../metrics/metrics-edge.ts';
import { textEdge } from './edges.ts';
import { testRoutes } from './fixture-routes.ts';
import { startTestHttp } from './http-fixture.ts';

function builtPages(): string {
  const folder = mkdtempSync(join(tmpdir(), 'caretaker-pages-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, 'files'));
  writeFileSync(join(folder, 'index.html'), '<meta name="csp-nonce" content="__NONCE__"><p>Caretaker</p>');
  writeFileSync(join(folder, 'files', 'app-1a2b.js'), 'export {};');
  writeFileSync(join(folder, 'favicon.svg'), '<svg/>');
  return folder;
}

const health = createHealth({ log: createLog({ level: 'silent', format: 'json' }) });
const failing = { jobs: false, database: false };
health.add({
  name: 'database',
  isCritical: true,
  probe: async () => {
    if (failing.database) throw new Error('db1.example does not answer.');
    return verbatim('PostgreSQL 18');
  },
});
health.add({
  name: 'jobs',
  isCritical: false,
  probe: async () => {
    if (failing.jobs) throw new Error('late');
    return null;
  },
});

const metrics = createMetrics();
const script = { path: '/agent/report.sh', mediaType: 'text/x-shellscript; charset=utf-8', text: '#!/bin/sh\n' };
const http = await startTestHttp({
  served: testRoutes,
  webDir: builtPages(),
  metrics,
  edges: [aliveEdge, readinessEdge(health), metricsEdge(metrics), textEdge(script)],
});

const get = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
  fetch(`${http.url}${path}`, { method, headers, redirect: 'manual' });
const asPage = { accept: 'text/html,application/xhtml+xml' };

describe('pages', () => {
  test('the page has a nonce of its own each time, the same in its text and its policy', async () => {
    const seen = new Set<string>();
    for (const path of ['/', '/servers/1', '/']) {
      const reply = await get(path, asPage);
      const nonce = /content="([^"]+)"/.exec(await reply.text())?.[1] ?? '';
      expect(reply.headers.get('content-security-policy')).toContain(`style-src 'self' 'nonce-${nonce}'`);
      expect(reply.headers.get('content-security-policy')).not.toContain('unsafe');
      expect(reply.headers.get('cache-control')).toBe('no-store');
      seen.add(nonce);
    }
    expect(seen.size).toBe(3);
  });

  test('files named by their content are kept for good, others for a while', async () => {
    const asset = await get('/files/app-1a2b.js');
    expect(asset.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(asset.headers.get('content-type')).toContain('javascript');
    expect((await get('/favicon.svg')).headers.get('cache-control')).toBe('public, max-age=3600');
  });

  test.each([
    ['/files/gone.js', asPage],
    ['/api/nothing', asPage],
    ['/docs/nothing', asPage],
    ['/agent/nothing', asPage],
    ['/servers/1', { accept: 'application/json' }],
    ['/index.html', { accept: '*/*' }],
    ['/../package.json', asPage],
    ['/files/..%2findex.html', asPage],
  ])('%s is no page', async (path, headers) => {
    const reply = await get(path, headers);
    // A path with dots is put in order by the client; what is left of it is a page's address or nothing.
    if (path === '/../package.json') return expect(await reply.text()).toContain('Caretaker');
    expect(reply.status).toBe(404);
    expect(reply.headers.get('content-type')).toContain('application/problem+json');
  });

  test('where pages are not built, a sentence says what to do, and the API answers', async () => {
    const bare = await startTestHttp({ served: testRoutes });
    const reply = await fetch(bare.url);
    expect([reply.status, await reply.text()]).toEqual([503, expect.stringContaining('npm run up')]);
    expect((await fetch(`${bare.url}/api/open`, { method: 'POST' })).status).toBe(201);
  });
});

describe('docs', () => {
  test('the page and all that it loads come from here', async () => {
    const page = await get('/docs', asPage);
    const text = await page.text();
    expect(page.headers.get('content-security-policy')).toContain("script-src 'self'");
    expect(text).not.toMatch(/https?:\/\/|<script>|style=/);
    const files = [...text.matchAll(/(?:src|href)="([^"]+)"/g)].map((match) => match[1] ?? '');
    expect(files.length).toBeGreaterThan(3);
    for (const file of files) expect((await get(file)).status, file).toBe(200);
  });

  test('/redoc and /docs/ lead there', async () => {
    for (const path of ['/redoc', '/docs/']) expect((await get(path)).headers.get('location')).toBe('/docs');
  });

  test('/openapi.json is the contract', async () => {
    expect(await (await get('/openapi.json')).json()).toMatchObject({ openapi: '3.1.0', info: { version: '0.0.0' } });
  });
});

describe('for programs that watch', () => {
  const readiness = async (headers: Record<string, string> = {}) => {
    const reply = await get('/readiness', headers);
    const Body = z.object({
      status: z.string(),
      checks: z.record(z.string(), z.object({ status: z.string(), detail: z.string().optional() })),
    });
    return { status: reply.status, body: Body.parse(await reply.json()) };
  };

  test('/healthz is alive, by HEAD too', async () => {
    expect(await (await get('/healthz')).json()).toEqual({ status: 'alive' });
    expect((await get('/healthz', {}, 'HEAD')).status).toBe(200);
  });

  test('ready, degraded, not ready', async () => {
    expect(await readiness()).toMatchObject({
      status: 200,
      body: { status: 'ready', checks: { database: { status: 'ok', detail: 'PostgreSQL 18' } } },
    });
    failing.jobs = true;
    expect(await readiness()).toMatchObject({
      status: 200,
      body: { status: 'degraded', checks: { jobs: { status: 'failing', detail: 'late' } } },
    });
    failing.database = true;
    expect(await readiness()).toMatchObject({ status: 503, body: { status: 'not-ready' } });
    Object.assign(failing, { jobs: false, database: false });
  });

  test.each([
    ['through a proxy', { 'x-forwarded-for': '192.0.2.7' }, undefined],
    ['through a proxy, with the permission', { 'x-forwarded-for': '192.0.2.7', authorization: 'Bearer olga' }, 'PostgreSQL 18'],
    ['through a proxy, with a wrong token', { forwarded: 'for=192.0.2.7', authorization: 'Bearer eve' }, undefined],
  ])('%s', async (_how, headers, detail) => {
    expect((await readiness(headers)).body.checks['database']?.detail).toBe(detail);
  });

  test('/metrics is for this machine and for who holds health:read', async () => {
    const reply = await get('/metrics');
    expect(reply.headers.get('content-type')).toContain('text/plain');
    expect(await reply.text()).toMatch(/process_cpu_seconds_total[\s\S]*caretaker_http_requests_total/);
    const far = { 'x-forwarded-for': '192.0.2.7' };
    expect((await get('/metrics', far)).status).toBe(401);
    expect((await get('/metrics', { ...far, authorization: 'Bearer olga' })).status).toBe(200);
  });

  test('a text of a module is served as it is', async () => {
    const reply = await get('/agent/report.sh');
    expect([await reply.text(), reply.headers.get('content-type')]).toEqual([script.text, script.mediaType]);
  });
});

describe('stop', () => {
  test('requests under way are finished, new ones are not taken', async () => {
    const asked = Promise.withResolvers<void>();
    const release = Promise.withResolvers<void>();
    const slow = { path: '/slow', who: 'anyone' as const };
    const stopping = await startTestHttp({
      edges: [
        {
          ...slow,
          answer: async () => {
            asked.resolve();
            await release.promise;
            return { status: 200, mediaType: 'text/plain', text: 'finished' };
          },
        },
      ],
    });
    const reply = fetch(`${stopping.url}/slow`);
    await asked.promise;
    const stopped = stopping.stop();
    await expect(fetch(`${stopping.url}/slow`)).rejects.toThrow();
    release.resolve();
    expect(await (await reply).text()).toBe('finished');
    await stopped;
  });
});
