import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, describe, expect, test } from 'vitest';
import { seriousFaults, useBrowser } from '../../selftest/browser.fixture.ts';
import { whyNoBrowser } from '../../selftest/chromium.fixture.ts';
import { exampleInput } from '../example-input.fixture.ts';
import { longRun } from '../long-run.fixture.ts';
import type { ReportInput } from '../report.ts';
import { reportHtml } from './html.ts';

const folder = mkdtempSync(join(tmpdir(), 'page-test-'));
afterAll(() => rmSync(folder, { recursive: true }));

function pageOf(name: string, input: ReportInput): string {
  const path = join(folder, `${name}.html`);
  writeFileSync(path, reportHtml(input)[0]!.text);
  return pathToFileURL(path).href;
}

const NARROW = { width: 390, height: 844 };
const WIDE = { width: 1280, height: 900 };

/** The middle of the visible chart's plots, a share of their width from the left, in pixels of the screen. */
async function pointInChart(page: Page, share: number, panel = 0): Promise<{ x: number; y: number }> {
  return page.evaluate(
    `(() => {
      const chart = [...document.querySelectorAll('svg.chart')].find((one) => one.getClientRects().length > 0);
      chart.scrollIntoView();
      const box = chart.getBoundingClientRect();
      const scale = box.width / chart.viewBox.baseVal.width;
      const { left, right } = chart.dataset;
      const { top, bottom } = chart.querySelectorAll('.panel')[${panel}].dataset;
      return {
        x: box.left + (Number(left) + ${share} * (right - left)) * scale,
        y: box.top + (Number(top) + Number(bottom)) / 2 * scale,
      };
    })()`,
  );
}

async function ticks(page: Page): Promise<readonly string[]> {
  return page.locator('svg.chart.wide .time-axis text').allTextContents();
}

describe.skipIf(whyNoBrowser() !== undefined)('the report in Chromium', () => {
  const browser = useBrowser();
  const passed = pageOf('passed', exampleInput('passed'));
  const failed = pageOf('failed', exampleInput('failed'));

  test.for([
    ['passed', passed, 'light', WIDE],
    ['passed', passed, 'dark', NARROW],
    ['failed', failed, 'light', NARROW],
    ['failed', failed, 'dark', WIDE],
  ] as const)(
    'of a %s run has no serious fault for axe and fits its width',
    async ([, url, colorScheme, viewport]) => {
      const page = await browser.openPage(url, { colorScheme, viewport });
      await page.evaluate('document.querySelector("details").open = true');
      expect(await seriousFaults(page)).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(viewport.width);
    },
  );

  test('asks for nothing but itself and throws nothing', async () => {
    const page = await browser.openPage('about:blank');
    const asked: string[] = [];
    const wrong: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    page.on('pageerror', (error) => wrong.push(error.message));
    page.on('console', (message) => wrong.push(message.text()));
    await page.goto(passed);
    await page.reload();
    expect(asked.filter((url) => url !== passed && url !== 'data:,')).toEqual([]);
    expect(wrong).toEqual([]);
  });

  test('shows what is under the pointer, and what happened there', async () => {
    const page = await browser.openPage(passed);
    const { x, y } = await pointInChart(page, (3 + 12) / 56);
    await page.mouse.move(x, y);
    const tip = page.locator('#tip');
    await expect.poll(() => tip.textContent()).toMatch(/^\+12\.\d s/);
    const said = (await tip.textContent())!;
    for (const part of ['achieved 6', 'HPA status 18.4', 'desired 5', 'ready 5', 'pending 0', 'p95 157.6']) {
      expect(said).toContain(part);
    }
    const atScaling = await pointInChart(page, (3 + 9.72) / 56);
    await page.mouse.move(atScaling.x, atScaling.y);
    await expect.poll(() => tip.textContent()).toContain('spec.replicas 4 → 5, HPA: metric ratio');
  });

  test('is zoomed by dragging, by wheel and by buttons, keeps that over a reload, and shows all again', async () => {
    const page = await browser.openPage(passed);
    const whole = await ticks(page);
    const [from, to] = [await pointInChart(page, 0.2), await pointInChart(page, 0.4)];
    await page.mouse.move(from.x, from.y);
    await page.mouse.down();
    await page.mouse.move(to.x, to.y, { steps: 3 });
    await page.mouse.up();
    const dragged = await ticks(page);
    expect(dragged.slice(0, 2)).toEqual(['9s', '10s']);
    expect(page.url()).toMatch(/#t=8\.2,19\.4$/);
    await page.reload();
    expect(await ticks(page)).toEqual(dragged);
    await page.keyboard.down('Control');
    await pointInChart(page, 0.5);
    await page.mouse.wheel(0, -200);
    await page.keyboard.up('Control');
    await expect.poll(() => ticks(page)).not.toEqual(dragged);
    await page.getByRole('button', { name: 'Whole run' }).click();
    expect(await ticks(page)).toEqual(whole);
    await page.getByRole('button', { name: 'Zoom in' }).click();
    expect(await ticks(page)).not.toEqual(whole);
    const middle = await pointInChart(page, 0.5);
    await page.mouse.dblclick(middle.x, middle.y);
    expect(await ticks(page)).toEqual(whole);
  });

  test('is read and zoomed by keys, and says the values to a screen reader', async () => {
    const page = await browser.openPage(failed);
    await page.locator('.charts').focus();
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowRight');
    const said = await page.locator('#readout').textContent();
    expect(said).toMatch(/^−2\.3 s\. .*Replicas, ready 0, pending 1, desired 1/);
    const whole = await ticks(page);
    await page.keyboard.press('+');
    expect(await ticks(page)).not.toEqual(whole);
    await page.keyboard.press('Shift+ArrowRight');
    await page.keyboard.press('0');
    expect(await ticks(page)).toEqual(whole);
  });

  test.for([WIDE, NARROW])(
    'writes no text over another and cuts none off, at $width px',
    async (viewport) => {
      const page = await browser.openPage(passed, { viewport });
      const faults = await page.evaluate(`(() => {
      const chart = [...document.querySelectorAll('svg.chart')].find((one) => one.getClientRects().length > 0);
      const frame = chart.getBoundingClientRect();
      const texts = [...chart.querySelectorAll('text')].filter((one) => one.textContent.trim() !== '');
      const boxes = texts.map((one) => [one.textContent, one.getBoundingClientRect()]);
      const cut = boxes.filter(([, box]) => box.left < frame.left - 1 || box.right > frame.right + 1);
      const over = boxes.filter(([, a], i) => boxes.some(([, b], j) => i < j &&
        Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 &&
        Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 4));
      return [...cut.map(([text]) => 'cut: ' + text), ...over.map(([text]) => 'over another: ' + text)];
    })()`);
      expect(faults).toEqual([]);
    },
  );

  test.for([WIDE, NARROW])(
    'names every stage of the load, short ones too, and no name overruns its bar, at $width px',
    async (viewport) => {
      const page = await browser.openPage(passed, { viewport });
      const { stages, cut } = (await page.evaluate(`(() => {
        const chart = [...document.querySelectorAll('svg.chart')].find((one) => one.getClientRects().length > 0);
        const boxOf = (one) => one.getBoundingClientRect();
        const cut = [...chart.querySelectorAll('rect.window')].flatMap((bar) => {
          const [edge, name] = [boxOf(bar).right, bar.nextElementSibling];
          return boxOf(name).left < edge - 1 && boxOf(name).right > edge + 1 ? [name.textContent] : [];
        });
        return { stages: [...chart.querySelectorAll('.stage-name')].map((one) => one.textContent), cut };
      })()`)) as { stages: readonly string[]; cut: readonly string[] };
      const { plan } = exampleInput('passed').header;
      expect(stages).toEqual([...plan.stages.map(({ name }) => name), 'load end']);
      expect(cut).toEqual([]);
    },
  );

  test('of many pods shows a heat map that tells pod and value, in ever finer steps', async () => {
    const url = pageOf('long', longRun({ pods: 40, seconds: 300, everyMs: 1000 }));
    const page = await browser.openPage(url);
    const tip = page.locator('#tip');
    const { x, y } = await pointInChart(page, 0.5, 1);
    await page.mouse.move(x, y);
    await expect.poll(() => tip.textContent()).toMatch(/Duty cycle per podmean \d+\.\d+p20 \d+/);
    const before = await page.locator('g.heat').first().getAttribute('transform');
    await page.getByRole('button', { name: 'Zoom in' }).click();
    expect(await page.locator('g.heat').first().getAttribute('transform')).not.toBe(before);
    expect(await page.evaluate('document.querySelector("#heat").href.baseVal.length')).toBeGreaterThan(
      40 * 300,
    );
  });

  test('prints the wide chart and no controls', async () => {
    const page = await browser.openPage(passed, { viewport: NARROW });
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('svg.chart.wide').isVisible()).toBe(true);
    expect(await page.locator('.zoom').isVisible()).toBe(false);
    expect((await page.pdf()).length).toBeGreaterThan(20_000);
  });
});
