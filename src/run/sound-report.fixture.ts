import { parseRunResult } from '../record/run-result-schema.ts';
import type { ReportFile } from '../report/report.ts';

const VOID = new Set(['meta', 'link', 'br', 'hr', 'input', 'img']);
/** What no report of ours has, and a hostile name would like it to have. */
const FOREIGN = new Set(['img', 'iframe', 'object', 'embed', 'form', 'base', 'b:x', 'foreignobject']);
const NUMERIC = /^(d|[xy][12]?|c[xy]|r|rx|ry|width|height|points|viewBox|transform|style)$/;

/** What is broken in a file of a report; nothing in a sound one. */
export function faultsIn(reporter: string, { path, text }: ReportFile): readonly string[] {
  const checks = Object.entries(CHECKS).filter(([ending]) => path.endsWith(ending));
  const own = [...checks.map(([, check]) => check), ...(reporter === 'json' ? [resultFaults] : [])];
  return [...commonFaults(text), ...own.flatMap((check) => check(text))].slice(0, 5);
}

const CHECKS: Readonly<Record<string, (text: string) => readonly string[]>> = {
  '.html': htmlFaults,
  '.svg': tagFaults,
  '.xml': xmlFaults,
  '.json': jsonFaults,
  '.md': markdownFaults,
  'github.txt': githubFaults,
};

function commonFaults(text: string): readonly string[] {
  const hidden = /(?![\n\t])[\p{Cc}\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/u.exec(text);
  const nonsense = /.{0,60}(\bNaN\b|\bundefined\b|\[object |\bInfinity\b).{0,60}/.exec(
    text.replace(/<script>[\s\S]*?<\/script>/g, ''),
  );
  return [
    ...(/[^\n]\n$/.test(text) ? [] : ['does not end in one newline']),
    ...(text.isWellFormed() ? [] : ['is not well-formed Unicode']),
    ...(hidden ? [`has the character ${hidden[0].codePointAt(0)!.toString(16)}`] : []),
    ...(nonsense ? [`says ${nonsense[0]}`] : []),
  ];
}

function htmlFaults(text: string): readonly string[] {
  const scripts = text.match(/<script/g)?.length;
  return [
    ...(text.length > 3_000_000 ? [`has ${text.length} characters`] : []),
    ...(scripts === 2 ? [] : [`has ${scripts} scripts`]),
    ...tagFaults(
      text.replace(/^<!doctype html>/, '').replace(/(<(script|style)\b[^>]*>)[\s\S]*?(<\/\2>)/g, '$1$3'),
    ),
  ];
}

function xmlFaults(text: string): readonly string[] {
  const names = [...text.matchAll(/<testcase classname="([^"]*)" name="([^"]*)"/g)].map(
    (m) => `${m[1]} ${m[2]}`,
  );
  return [
    ...(names.length === new Set(names).size ? [] : ['has equal names']),
    ...(text.length > 30_000_000 / 4 ? ['is too large for GitLab'] : []),
    ...tagFaults(text.replace(/^<\?xml [^?]*\?>/, '')),
  ];
}

const TAG = /<(\/?)([A-Za-z][\w:-]*)((?:\s+[\w:-]+(?:="[^"<]*")?)*)\s*(\/?)>/y;

/** Every `<` begins a tag with quoted attributes, and tags nest. */
function tagFaults(text: string): readonly string[] {
  const faults: string[] = [];
  const open: string[] = [];
  for (let from = text.indexOf('<'); from !== -1 && faults.length < 3; from = text.indexOf('<', from + 1)) {
    TAG.lastIndex = from;
    const [, closing, name = '', attributes = '', empty] = TAG.exec(text) ?? [];
    if (name === '') faults.push(`has a stray ${text.slice(from, from + 60)}`);
    else if (FOREIGN.has(name.toLowerCase())) faults.push(`has an element ${name}`);
    else if (closing) {
      if (open.pop() !== name) faults.push(`closes ${name} at the wrong place`);
    } else if (!empty && !VOID.has(name)) open.push(name);
    faults.push(...attributeFaults(attributes));
  }
  return open.length > 0 ? [...faults, `leaves ${open.join(' ')} open`] : faults;
}

function attributeFaults(attributes: string): readonly string[] {
  return [...attributes.matchAll(/([\w:-]+)="([^"]*)"/g)].flatMap(([, name = '', value = '']) => {
    if (name.toLowerCase().startsWith('on')) return [`has the handler ${name}`];
    if (/^(href|src)$/.test(name) && !/^(data:,|#)/.test(value)) return [`leads to ${value}`];
    if (!NUMERIC.test(name)) return [];
    if (/NaN|Infinity|undefined|null|e\+/.test(value)) return [`draws ${name}="${value.slice(0, 80)}"`];
    return /^(width|height|r)$/.test(name) && value.startsWith('-') ? [`draws ${name}="${value}"`] : [];
  });
}

function jsonFaults(text: string): readonly string[] {
  try {
    JSON.parse(text);
    return [];
  } catch (error) {
    return [String(error).slice(0, 300)];
  }
}

function resultFaults(text: string): readonly string[] {
  try {
    parseRunResult(text);
    return [];
  } catch (error) {
    return [String(error).slice(0, 300)];
  }
}

function markdownFaults(text: string): readonly string[] {
  const bytes = new TextEncoder().encode(text).length;
  const lines = text.split('\n');
  const ragged = lines.find((line, i) => {
    const above = lines[i - 1] ?? '';
    return line.startsWith('|') && above.startsWith('|') && cells(line) !== cells(above);
  });
  const raw = /.{0,30}<(?!br>).{0,30}/.exec(text);
  return [
    ...(bytes > 1024 * 1024 ? [`has ${bytes} bytes`] : []),
    ...(raw ? [`has HTML: ${raw[0]}`] : []),
    ...(ragged === undefined ? [] : [`has a ragged row: ${ragged.slice(0, 100)}`]),
  ];
}

function cells(row: string): number {
  return row.replaceAll('\\\\', '').replaceAll('\\|', '').split('|').length;
}

function githubFaults(text: string): readonly string[] {
  const lines = text.split('\n').slice(0, -1);
  const odd = lines.find((line) => !/^::(error|warning|notice) title=[^:,]*::/.test(line));
  const levels = Map.groupBy(lines, (line) => line.split(' ')[0]);
  return [
    ...(odd === undefined ? [] : [`has the line ${odd.slice(0, 100)}`]),
    ...[...levels].filter(([, list]) => list.length > 10).map(([level]) => `has more than ten ${level}`),
  ];
}
