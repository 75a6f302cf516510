import { canonicalJson } from '../record/canonical-json.ts';
import type { ReportFile, ReportInput } from './report.ts';
import { visibleJson } from './visible-text.ts';

/** `run.json`: the result in one fixed key order, indented for people. */
export function reportJson({ result }: ReportInput): readonly ReportFile[] {
  const canonical: unknown = JSON.parse(canonicalJson(result));
  return [{ path: 'run.json', text: `${visibleJson(JSON.stringify(canonical, null, 2))}\n` }];
}
