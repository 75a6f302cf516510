import type { Host } from '../../host/host.ts';
import { reportConsole } from '../../report/console/console.ts';
import type { ReportInput } from '../../report/report.ts';
import { wantsColour } from './colour.ts';

/** Puts the outcome on stdout: the table for people, or `run.json` for programs. */
export function printResult(
  host: Pick<Host, 'stdout' | 'env'>,
  input: ReportInput,
  output: 'text' | 'json',
): void {
  if (output === 'json') {
    host.stdout.write(`${JSON.stringify(input.result, null, 2)}\n`);
    return;
  }
  for (const { text } of reportConsole(input, { colour: wantsColour(host), width: host.stdout.columns })) {
    host.stdout.write(text);
  }
}
