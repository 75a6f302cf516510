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
  source.addEventListener('parts', (event) => takeIn(JSON.parse(event.data) as Parts));
  source.addEventListener('reload', () => {
    source.close();
    location.reload();
  });
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
