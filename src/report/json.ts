import { prettyJson } from './pretty-json.ts';
import type { ReportFile, ReportInput } from './report.ts';

/** `run.json`: the result in one fixed key order, indented for people. */
export function reportJson({ result }: ReportInput): readonly ReportFile[] {
  return [{ path: 'run.json', text: prettyJson(result) }];
}
