/** Colours of the curves, by the class that the charts give them. */
const INKS: Readonly<Record<string, string>> = {
  load: '#16935a',
  ready: '#16935a',
  asked: '#1b2330',
  api: '#7b8794',
  hpa: '#7c4ddb',
  desired: '#2563eb',
  pending: '#d9730d',
  p99: '#d2303a',
  p95: '#d9730d',
  p50: '#0e8fc7',
  lost: '#d2303a',
  rejected: '#d9730d',
  error: '#7c4ddb',
  invalid: '#7a7d12',
  mean: '#1b2330',
  pod0: '#2563eb',
  pod1: '#d9730d',
  pod2: '#16935a',
  pod3: '#7c4ddb',
  pod4: '#c2418b',
  pod5: '#0e8fc7',
  pod6: '#7a7d12',
  pod7: '#7b8794',
};

const inks = Object.entries(INKS)
  .map(([name, colour]) => `.curve.${name}{stroke:${colour}}.area.${name}{fill:${colour}}`)
  .join('');

/** Colours of verdicts. */
export const TONES = { passed: '#15803d', failed: '#c0262d', inconclusive: '#a15c00' } as const;

const tones = Object.entries(TONES)
  .map(([status, colour]) => `.window.${status}{fill:${colour}}`)
  .join('');

/**
 * The style of a picture: the light colours of the page as plain values, because what makes a PNG of an SVG, and what
 * shows one in a chat, knows no variables.
 */
export const PICTURE_STYLE = `text{font-family:"DejaVu Sans",Verdana,Helvetica,Arial,sans-serif;font-size:11px;fill:#1b2330}
.panel-title{font-size:12.5px;font-weight:bold}.unit,.tick,.legend,.legend text,.stage-name,.empty,.level-name,.event-name,.soft{fill:#5b6675;font-weight:normal;font-size:10.5px}
.head{font-size:15px;font-weight:bold}.paper{fill:#ffffff}.window-name{font-size:10.5px}
.grid{stroke:#e9ecf1;fill:none}.stage{fill:#eef1f6}.stage.s1{fill:#ffffff}.load-end{stroke:#5b6675;stroke-dasharray:2 3;fill:none}
.blow{stroke:#d2303a;opacity:.55;fill:none}.deadline path{stroke:#c2418b;stroke-dasharray:3 3;fill:none}.deadline text{fill:#c2418b;font-size:10px}
.level{stroke:#5b6675;stroke-dasharray:5 4}.gap{stroke:#a15c00;stroke-opacity:.4}.gap-stripe{fill:#a15c00;opacity:.45}
.curve{fill:none;stroke:#7b8794;stroke-width:1.7;stroke-linejoin:round}.area{fill:#7b8794;opacity:.16;stroke:none}${inks}.curve.asked{stroke-width:1.3;stroke-dasharray:4 3}.curve.mean{stroke-width:2.2}.curve.faint{opacity:.22;stroke-width:1}
.mark{stroke:#a15c00;stroke-width:2}.mark.lost{stroke:#d2303a;stroke-width:2.5}.event{stroke:#7b8794;stroke-width:2.5}.event.up{stroke:#16935a}.event.down{stroke:#d9730d}.event.created{stroke:#0e8fc7}.event.fault{stroke:#d2303a;stroke-width:3.5}.event.warning{stroke:#a15c00;stroke-width:1.5}
.window{opacity:.28}${tones}.heat-ground{fill:none;stroke:#e9ecf1}.cursor,.brush,.touch{fill:none;stroke:none}`;
