import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { reportHtml } from '../src/report/html/html.ts';
import { longRun } from '../src/report/long-run.fixture.ts';
import { launchChromium } from '../src/selftest/chromium.fixture.ts';
import type { Figure } from './figures.ts';

/** An hour of 200 pods, each read once a second, under 20 images a second. */
const HOUR = { pods: 200, seconds: 3600, everyMs: 1000 };

/** How big the page of a long run is, how long it takes to write, and how soon a reader sees it. */
export async function measurePage(): Promise<readonly Figure[]> {
  const input = longRun(HOUR);
  const writeMs: number[] = [];
  let text = '';
  for (let i = 0; i < 3; i++) {
    const startedAt = performance.now();
    text = reportHtml(input)[0]!.text;
    writeMs.push(performance.now() - startedAt);
  }
  const folder = mkdtempSync(join(tmpdir(), 'page-bench-'));
  const file = join(folder, 'report.html');
  writeFileSync(file, text);
  try {
    const paints = await firstPaints(pathToFileURL(file).href);
    return [
      {
        name: 'page of an hour, 200 pods, 1 Hz (0.6 M readings)',
        unit: 'MB',
        bound: 3,
        values: [text.length / 1e6],
      },
      { name: 'writing it', unit: 'ms', bound: 10_000, values: writeMs },
      { name: 'first contentful paint in Chromium', unit: 'ms', bound: 1000, values: paints },
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const FIRST_PAINT = `new Promise((resolve) => {
  new PerformanceObserver((list) => {
    const paint = list.getEntriesByName('first-contentful-paint')[0];
    if (paint) resolve(paint.startTime);
  }).observe({ type: 'paint', buffered: true });
})`;

async function firstPaints(url: string): Promise<readonly number[]> {
  const browser = await launchChromium();
  try {
    const values: number[] = [];
    for (let i = 0; i < 7; i++) {
      const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
      await page.goto(url);
      values.push((await page.evaluate(FIRST_PAINT)) as number);
      await page.close();
    }
    // The first one reads the fonts from disk.
    return values.slice(1);
  } finally {
    await browser.close();
  }
}
