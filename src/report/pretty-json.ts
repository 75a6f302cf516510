import { canonicalJson } from '../record/canonical-json.ts';
import { visibleJson } from './visible-text.ts';

/** JSON for programs that people read too: one fixed key order, indented, hidden characters escaped. */
export function prettyJson(value: unknown): string {
  const canonical: unknown = JSON.parse(canonicalJson(value));
  return `${visibleJson(JSON.stringify(canonical, null, 2))}\n`;
}
