import type { Host } from '../../host/host.ts';
import { reportConsole } from '../../report/console/console.ts';
import { reportJson } from '../../report/json.ts';
import type { ReportInput } from '../../report/report.ts';
import { wantsColour } from './colour.ts';

/** Puts the outcome on stdout: the table for people, or `run.json` for programs. */
export function printResult(
  host: Pick<Host, 'stdout' | 'env'>,
  input: ReportInput,
  output: 'text' | 'json',
): void {
  const files =
    output === 'json'
      ? reportJson(input)
      : reportConsole(input, { colour: wantsColour(host), width: host.stdout.columns });
  for (const { text } of files) host.stdout.write(text);
}
