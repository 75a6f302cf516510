import {
  type Document,
  isMap,
  isScalar,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  visit,
  type YAMLParseError,
} from 'yaml';
import { errorText } from '../errors/scaleproof-error.ts';
import { type Flaw, formatPath, type Path, type ScenarioFault } from './fault.ts';

/** What a file is, in words, and how much of it is read. */
export interface YamlKind {
  readonly name: string;
  /** Characters. */
  readonly longest: number;
  readonly deepest: number;
}

/** A real scenario has a few thousand characters. */
const SCENARIO: YamlKind = { name: 'a scenario', longest: 256 * 1024, deepest: 50 };
/** Open brackets that are not even given to the parser, which would spend seconds and its stack on them. */
const MOST_OPEN_BRACKETS = 500;

/** A parsed YAML file that still knows where each value stood. */
export interface YamlSource {
  /** The plain value; `undefined` when the syntax does not allow one. */
  readonly value: unknown;
  /** Faults of the syntax. */
  readonly faults: readonly ScenarioFault[];
  /** Gives a flaw its place in the file: that of the nearest thing that exists. */
  place(flaw: Flaw): ScenarioFault;
}

/** Parses YAML 1.2; never throws: whatever is wrong with the text is a fault with a place. */
export function parseYaml(text: string, file: string, kind: YamlKind = SCENARIO): YamlSource {
  const lines = new LineCounter();
  const at = (offset: number, message: string, path = ''): ScenarioFault => {
    const { line, col } = lines.linePos(Math.min(offset, text.length));
    return { file, line: Math.max(1, line), column: Math.max(1, col), path, message };
  };
  const broken = (faults: readonly ScenarioFault[]): YamlSource => ({
    value: undefined,
    faults,
    place: (flaw) => at(0, flaw.message, formatPath(flaw.path)),
  });
  if (text.length > kind.longest) {
    return broken([at(0, `found ${text.length} characters, at most ${kind.longest} are allowed`)]);
  }
  if (mostOpenBrackets(text) > MOST_OPEN_BRACKETS) {
    return broken([
      at(0, `more than ${MOST_OPEN_BRACKETS} brackets are open at once; ${kind.name} needs ten`),
    ]);
  }
  try {
    const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, stringKeys: true });
    const structure = structureFlaws(document, kind);
    const faults = [
      ...document.errors.map((e) => at(e.pos[0], syntaxMessage(e, text.slice(...e.pos), kind))),
      ...document.warnings.map((w) => at(w.pos[0], w.message)),
      ...structure.map(([offset, message]) => at(offset, message)),
    ];
    const readable = document.errors.every((e) => e.code === 'DUPLICATE_KEY');
    if (!readable || structure.length > 0) return broken(onePerPlace(faults));
    return {
      value: document.toJS(),
      faults,
      place: (flaw) => at(offsetOf(document, flaw), flaw.message, formatPath(flaw.path)),
    };
  } catch (error) {
    // Unresolved or exploding aliases, and nesting beyond the parser's stack, are thrown and carry no place.
    const deep = error instanceof RangeError;
    return broken([at(0, deep ? `nested too deeply to be ${kind.name}` : errorText(error))]);
  }
}

function mostOpenBrackets(text: string): number {
  let open = 0;
  let most = 0;
  for (const [bracket] of text.matchAll(/[[\]{}]/g)) {
    open = bracket === '[' || bracket === '{' ? open + 1 : Math.max(0, open - 1);
    most = Math.max(most, open);
  }
  return most;
}

/** The parser stumbles over and over at the place where it lost its way; the first word on each place is enough. */
function onePerPlace(faults: readonly ScenarioFault[]): readonly ScenarioFault[] {
  const seen = new Set<string>();
  return faults.filter(({ line, column }) => {
    const place = `${line}:${column}`;
    return seen.has(place) ? false : seen.add(place);
  });
}

function syntaxMessage({ code, message }: YAMLParseError, found: string, kind: YamlKind): string {
  if (code === 'DUPLICATE_KEY') return 'this key is given twice in the same place; keep one';
  if (code === 'MULTIPLE_DOCS') return `a second YAML document begins here; ${kind.name} file holds one`;
  if (code === 'TAB_AS_INDENT') return 'found a tab as indentation, only spaces are allowed';
  if (code === 'BAD_ALIAS') return `found alias ${JSON.stringify(found)} without its anchor`;
  return `not valid YAML: ${message.charAt(0).toLowerCase()}${message.slice(1)}`;
}

function structureFlaws(
  document: Document,
  { deepest }: YamlKind,
): readonly (readonly [offset: number, message: string])[] {
  const flaws: [number, string][] = [];
  visit(document, {
    Map: (_, map, ancestors) => {
      if (ancestors.length > deepest) {
        flaws.push([map.range?.[0] ?? 0, `nested deeper than ${deepest} levels`]);
        return visit.BREAK;
      }
      return undefined;
    },
    Alias: (_, alias) => {
      if (alias.resolve(document) === undefined) {
        flaws.push([alias.range?.[0] ?? 0, `found alias *${alias.source} without an anchor before it`]);
      }
    },
  });
  return flaws;
}

/** Where a flaw stands: its value, its key, or the nearest parent that exists. */
function offsetOf(document: Document, flaw: Flaw): number {
  for (let length = flaw.path.length; length > 0; length--) {
    const path = flaw.path.slice(0, length);
    const whole = length === flaw.path.length;
    const node = document.getIn(path, true) as Node | undefined;
    if (whole && !flaw.atKey && node?.range) return node.range[0];
    const key = keyOffset(document, path);
    if (key !== undefined) return key;
    if (node?.range) return node.range[0];
  }
  return document.contents?.range?.[0] ?? 0;
}

function keyOffset(document: Document, path: Path): number | undefined {
  const parent = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  if (!isMap(parent)) return undefined;
  const pair = parent.items.find((item: Pair) => isScalar(item.key) && item.key.value === path.at(-1));
  return isScalar(pair?.key) ? pair.key.range?.[0] : undefined;
}
