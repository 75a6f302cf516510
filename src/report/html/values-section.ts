import { formatOffset } from '../../units/instant.ts';
import { valuesInBins } from '../curves/bars.ts';
import { span } from '../curves/curve.ts';
import { figure } from '../figure.ts';
import { type Markup, markup } from '../markup.ts';
import type { ReportInput } from '../report.ts';
import { shortName } from './page-data.ts';
import type { Panel } from './panel.ts';
import { table } from './table.ts';

const ROWS = 30;
/** Of many pods the mean stands in the table. */
const MOST_SERIES = 8;

/** The charts as a table, for those who cannot see them and for those who want the values. */
export function valuesSection(input: ReportInput, panels: readonly Panel[], origin: number): Markup {
  const time = span(input);
  const shown = panels.flatMap((panel) => {
    const named = panel.series.filter((series) => panel.series.length <= MOST_SERIES || !series.quiet);
    return named.map((series) => ({
      title: `${panel.title.replace(/ \(.*/, '')}: ${series.quiet ? shortName(series.name) : series.name}`,
      values: valuesInBins(series.curve, time, ROWS),
    }));
  });
  const rows = Array.from({ length: ROWS }, (_, index) => [
    formatOffset(time.from + ((time.to - time.from) * index) / ROWS, origin),
    ...shown.map(({ values }) => {
      const value = values[index];
      return value == null ? '–' : figure(value);
    }),
  ]);
  const columns = ['from', ...shown.map(({ title }) => title)];
  return markup`<details><summary>The charts as a table</summary><p class="soft">The highest value of each stretch of time; a dash where nothing was seen.</p>${table('The charts as a table', columns, rows)}</details>
`;
}
