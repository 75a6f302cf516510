/** What the server tells a page that follows a run. */
interface Parts {
  readonly title: string;
  readonly at: number | null;
  readonly parts: readonly (readonly [id: string, html: string])[];
}

/** Follows a run: takes in what has changed, says when the connection is lost, and loads the report at the end. */
function followRun(link: HTMLElement): void {
  const source = new EventSource(`events?from=${encodeURIComponent(link.dataset.version ?? '')}`);
  const say = (text: string, lost: boolean) => {
    link.textContent = text;
    link.classList.toggle('lost', lost);
  };
  source.addEventListener('open', () => say('● live', false));
  source.addEventListener('error', () =>
    say(`Connection lost, trying again. The report of the run will be ${link.dataset.report}`, true),
  );
  source.addEventListener('parts', (event) => keep(JSON.parse(event.data) as Parts));
  source.addEventListener('reload', () => {
    source.close();
    location.reload();
  });
}

let kept: Parts | undefined;

/**
 * A browser that draws more slowly than the run goes would fall ever further behind if it drew every change that
 * waits: of those that have come already only the last of each part is drawn.
 */
function keep(next: Parts): void {
  if (kept === undefined) setTimeout(drawKept);
  kept = { ...next, parts: [...new Map([...(kept?.parts ?? []), ...next.parts])] };
}

function drawKept(): void {
  const parts = kept;
  kept = undefined;
  if (parts !== undefined) takeIn(parts);
}

function takeIn({ title, at, parts }: Parts): void {
  document.title = title;
  for (const [id, html] of parts) {
    const place = document.getElementById(id);
    if (place?.tagName === 'SCRIPT') place.textContent = html;
    else if (place) replaceContent(place, html);
  }
  document.body.dataset.at = String(at ?? '');
  dispatchEvent(new Event('scaleproof-data'));
}

/** What the reader has opened stays open. */
function replaceContent(place: HTMLElement, html: string): void {
  const open = [...place.querySelectorAll('details')].map((one) => one.open);
  place.innerHTML = html;
  for (const [index, details] of [...place.querySelectorAll('details')].entries()) {
    details.open = open[index] ?? false;
  }
}

const link = document.getElementById('link');
if (link !== null) followRun(link);
