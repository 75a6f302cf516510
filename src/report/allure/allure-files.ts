import { createHash } from 'node:crypto';
import { HOPS } from '../../verdict/verdict.ts';
import type { ReportInput } from '../report.ts';
import { visibleLine } from '../visible-text.ts';

/** A name-based UUID: the same words give the same one. */
export function uuidOf(...words: readonly string[]): string {
  const hex = hashOf(...words);
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 3) | 8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** 32 hexadecimal digits that stand for some words. */
export function hashOf(...words: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(words)).digest('hex').slice(0, 32);
}

/** `categories.json`: failures by the hop that broke first, and what was inconclusive by its reason. */
export function categories(): readonly unknown[] {
  const failed = ['failed'];
  const broken = ['broken'];
  const all = (words: string) => `(?s).*${words}.*`;
  return [
    ...HOPS.map((hop) => ({
      name: `Failed: the chain broke at ${hop}`,
      matchedStatuses: failed,
      messageRegex: all(`The chain broke at ${hop}\\.`),
    })),
    { name: 'Failed: no broken hop is known', matchedStatuses: failed },
    {
      name: 'Inconclusive: the load was not delivered',
      matchedStatuses: broken,
      messageRegex: all('load was not delivered'),
    },
    {
      name: 'Inconclusive: a gap in what was observed',
      matchedStatuses: broken,
      messageRegex: all('was not observed'),
    },
    {
      name: 'Inconclusive: the run was cut short',
      matchedStatuses: broken,
      messageRegex: all('(cut short|ended early|has no end)'),
    },
    { name: 'Inconclusive: nothing to conclude from', matchedStatuses: broken },
  ];
}

/** `environment.properties`: what the run was made with. */
export function environment({ header, result }: ReportInput): string {
  const rows: readonly (readonly [string, string])[] = [
    ['target', result.target],
    ['profile', header.plan.scenario.profile],
    ['GPUs', result.emulated ? 'emulated: figures say nothing of real capacity' : 'real'],
    ...Object.entries(result.versions).sort(([a], [b]) => (a < b ? -1 : 1)),
  ];
  return rows.map(([name, value]) => `${propertyKey(name)} = ${propertyValue(value)}\n`).join('');
}

function propertyKey(text: string): string {
  return visibleLine(text).replace(/[\\:=\s#!]/g, '_') || '_';
}

function propertyValue(text: string): string {
  return visibleLine(text).replaceAll('\\', '\\\\');
}

/**
 * `allurerc.mjs`: how Allure 3 makes the site, and its quality gate. Nothing may fail or be broken, and no result may
 * be missing.
 */
export function allureConfig(input: ReportInput, results: number): string {
  const config = {
    name: `${visibleLine(input.header.plan.scenario.name)}, run ${input.result.runId}`,
    output: './allure-report',
    historyPath: '../allure-history.jsonl',
    plugins: { awesome: { options: { groupBy: ['suite'], singleFile: false } } },
    qualityGate: { rules: [{ maxFailures: 0, minTestsCount: results }] },
  };
  return `// Made by scaleproof. The gate: npx allure quality-gate --config allurerc.mjs allure-results\nexport default ${JSON.stringify(config, null, 2)};\n`;
}
