import { listenToButtons, listenToKeys, listenToPointer, listenToWheel } from './controls.ts';
import { isZoomed, type PageState, readData } from './page-state.ts';
import { redraw } from './redraw.ts';
import { viewOfAddress, zoomTo } from './zoom.ts';

/** The page's own script: reading values and zooming. Without it the page says all the same. */
function startReport(): void {
  const charts = document.querySelector<HTMLElement>('.charts');
  const bar = document.querySelector<HTMLElement>('.zoom');
  // The page of a run that has not begun has no charts.
  if (charts === null || bar === null) return;
  const data = readData();
  const page: PageState = { ...data, view: data.whole };
  listenToPointer(page, charts);
  listenToWheel(page, charts);
  listenToKeys(page, charts);
  listenToButtons(page, bar);
  zoomTo(page, viewOfAddress(page.whole));
  addEventListener('resize', () => redraw(page));
  addEventListener('hashchange', () => zoomTo(page, viewOfAddress(page.whole)));
  // The live page brings new data; who has zoomed in stays where he is, who has not sees all of it.
  addEventListener('scaleproof-data', () => {
    const zoomed = isZoomed(page);
    Object.assign(page, readData());
    zoomTo(page, zoomed ? page.view : page.whole);
  });
}

startReport();
