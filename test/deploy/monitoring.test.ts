import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { createMetrics } from '../../src/kernel/metrics/create-metrics.ts';
import { testNeeding } from '../needs.ts';
import { PROJECT, readDeployed, yaml } from './files.ts';

/** What the sources ask the registry for, and what it holds by itself. */
async function metricNames(): Promise<ReadonlySet<string>> {
  const sources = globSync('src/**/*.ts', { cwd: PROJECT }).filter((path) => !path.endsWith('.test.ts'));
  const ours = sources.flatMap((path) =>
    [...readFileSync(`${PROJECT}${path}`, 'utf8').matchAll(/'(caretaker_\w+)'/g)].map((match) => match[1] ?? ''),
  );
  const standard = (await createMetrics().registry.metrics()).matchAll(/^# TYPE (\S+)/gm);
  return new Set([...ours, ...[...standard].map((match) => match[1] ?? '')]);
}

/** Names of metrics in PromQL; a histogram's series stand for it. */
const namedIn = (expression: string): string[] =>
  [...expression.matchAll(/\b((?:caretaker|process|nodejs)_\w+)/g)].map((match) => (match[1] ?? '').replace(/_(bucket|count|sum)$/, ''));

const Dashboard = z.looseObject({
  uid: z.string(),
  panels: z.array(
    z.looseObject({
      id: z.int(),
      type: z.string(),
      title: z.string(),
      gridPos: z.object({ h: z.int(), w: z.int(), x: z.int(), y: z.int() }),
      targets: z.array(z.looseObject({ expr: z.string() })).default([]),
    }),
  ),
});

const dashboard = Dashboard.parse(JSON.parse(readDeployed('monitoring/grafana-dashboard.json')));
const expressions = dashboard.panels.flatMap(({ targets }) => targets.map(({ expr }) => expr));

test('every metric of the dashboard is one of the console', async () => {
  const known = await metricNames();
  const named = expressions.flatMap(namedIn);
  expect(named.length).toBeGreaterThan(20);
  expect(named.filter((name) => !known.has(name))).toEqual([]);
});

test('panels lie side by side, none over another', () => {
  const cells = dashboard.panels.flatMap(({ gridPos: { h, w, x, y } }) =>
    Array.from({ length: h * w }, (_, index) => `${x + (index % w)},${y + Math.floor(index / w)}`),
  );
  expect(new Set(cells).size).toBe(cells.length);
  expect(dashboard.panels.every(({ gridPos: { x, w } }) => x + w <= 24)).toBe(true);
  expect(new Set(dashboard.panels.map(({ id }) => id)).size).toBe(dashboard.panels.length);
});

const Alerts = z.object({
  groups: z.array(
    z.object({
      name: z.string(),
      rules: z.array(
        z.strictObject({
          alert: z.string(),
          expr: z.string(),
          for: z.string().optional(),
          labels: z.object({ severity: z.enum(['warning', 'critical']) }),
          annotations: z.object({ summary: z.string() }),
        }),
      ),
    }),
  ),
});

testNeeding('python3-yaml', 'alerts are written upon metrics that there are', async () => {
  const known = await metricNames();
  const rules = Alerts.parse(yaml('monitoring/alerts.yaml')).groups.flatMap((group) => group.rules);
  expect(rules.flatMap(({ expr }) => namedIn(expr)).filter((name) => !known.has(name))).toEqual([]);
});

const Scrape = z.object({
  rule_files: z.array(z.string()),
  scrape_configs: z.array(z.looseObject({ job_name: z.string(), metrics_path: z.string().default('/metrics') })),
});

testNeeding('python3-yaml', 'Prometheus asks at the addresses of the console, under the jobs that the alerts name', () => {
  const { scrape_configs } = Scrape.parse(yaml('monitoring/prometheus.yaml'));
  expect(scrape_configs.map(({ job_name, metrics_path }) => [job_name, metrics_path])).toEqual([
    ['caretaker', '/metrics'],
    ['caretaker-servers', '/api/servers/metrics'],
  ]);
});
