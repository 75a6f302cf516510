import { nearestWord } from './edit-distance.ts';
import type { Flaw, Path } from './fault.ts';
import { DEFAULT_GPU_NODES } from './gpu-nodes.ts';
import { type Entry, entries, field, milliseconds, numberAt, textAt } from './raw-reading.ts';

/** What an assertion of one kind must agree with elsewhere in the file. */
type Rule = (assertion: Entry, path: Path, root: Entry) => readonly Flaw[];

const RULES: Readonly<Record<string, Rule>> = {
  scalesOut,
  scalesIn,
  replicasWithin,
  latency: stageExists,
  errorRate: stageExists,
  imagesStyled,
};

/** The rules that tie an assertion to the rest of the scenario. */
export function assertionFlaws(root: Entry): readonly Flaw[] {
  return entries(root, ['assertions']).flatMap((assertion, index) => {
    const kind = textAt(assertion, ['kind']) ?? '';
    const rule = Object.hasOwn(RULES, kind) ? RULES[kind] : undefined;
    return rule?.(assertion, ['assertions', index], root) ?? [];
  });
}

function scalesOut(assertion: Entry, path: Path, root: Entry): readonly Flaw[] {
  const atLeast = field(assertion, ['atLeast']);
  const exactly = field(assertion, ['exactly']);
  if (atLeast === undefined && exactly === undefined) {
    return [{ path, message: 'missing; expected atLeast or exactly, a number of replicas' }];
  }
  if (atLeast !== undefined && exactly !== undefined) {
    return [{ path: [...path, 'exactly'], atKey: true, message: 'expected atLeast or exactly, found both' }];
  }
  const key = atLeast === undefined ? 'exactly' : 'atLeast';
  const wanted = numberAt(assertion, [key]);
  if (wanted === undefined) return [];
  const min = numberAt(root, ['hpa', 'minReplicas']) ?? 1;
  const max = numberAt(root, ['hpa', 'maxReplicas']) ?? 10;
  const at = [...path, key];
  if (wanted <= min)
    return [
      {
        path: at,
        message: `expected more than hpa.minReplicas ${min}, found ${wanted}: the run starts there`,
      },
    ];
  if (wanted > max)
    return [{ path: at, message: `expected at most hpa.maxReplicas ${max}, found ${wanted}` }];
  return gpusSuffice(wanted, at, root);
}

function gpusSuffice(replicas: number, path: Path, root: Entry): readonly Flaw[] {
  if ((textAt(root, ['target']) ?? 'lab') !== 'lab') return [];
  const nodes = numberAt(root, ['gpuNodes', 'count']) ?? DEFAULT_GPU_NODES.count;
  const perNode = numberAt(root, ['gpuNodes', 'gpusPerNode']) ?? DEFAULT_GPU_NODES.gpusPerNode;
  const perPod = numberAt(root, ['workload', 'gpusPerPod']) ?? 1;
  const room = nodes * Math.floor(perNode / perPod);
  if (replicas <= room) return [];
  return [
    {
      path,
      message: `expected at most ${room}, found ${replicas}: ${nodes} nodes of ${perNode} GPUs hold no more pods of ${perPod}`,
    },
  ];
}

function scalesIn(assertion: Entry, path: Path, root: Entry): readonly Flaw[] {
  const flaws: Flaw[] = [];
  const to = numberAt(assertion, ['to']);
  const min = numberAt(root, ['hpa', 'minReplicas']) ?? 1;
  const max = numberAt(root, ['hpa', 'maxReplicas']) ?? 10;
  if (to !== undefined && (to < min || to >= max)) {
    flaws.push({
      path: [...path, 'to'],
      message: `expected at least hpa.minReplicas ${min} and less than hpa.maxReplicas ${max}, found ${to}`,
    });
  }
  const notBefore = milliseconds(assertion, ['notBefore']);
  const within = milliseconds(assertion, ['within']);
  if (notBefore !== undefined && within !== undefined && notBefore >= within) {
    flaws.push({ path: [...path, 'notBefore'], message: 'expected notBefore < within' });
  }
  return flaws;
}

function replicasWithin(assertion: Entry, path: Path): readonly Flaw[] {
  const min = numberAt(assertion, ['min']);
  const max = numberAt(assertion, ['max']);
  if (min === undefined || max === undefined || min <= max) return [];
  return [{ path: [...path, 'min'], message: `expected min <= max, found ${min} > ${max}` }];
}

function stageExists(assertion: Entry, path: Path, root: Entry): readonly Flaw[] {
  const name = textAt(assertion, ['stage']);
  const stages = entries(root, ['load', 'stages']).flatMap((stage) => textAt(stage, ['name']) ?? []);
  if (name === undefined || stages.includes(name)) return [];
  const meant = nearestWord(name, stages);
  const help =
    meant === undefined ? `the stages are ${stages.join(', ')}` : `did you mean ${JSON.stringify(meant)}?`;
  return [{ path: [...path, 'stage'], message: `no stage is named ${JSON.stringify(name)}; ${help}` }];
}

function imagesStyled(_: Entry, path: Path, root: Entry): readonly Flaw[] {
  if (numberAt(root, ['load', 'decodeSample']) === 0) {
    return [
      { path, message: 'needs load.decodeSample of at least 1, found 0: no answer would be looked into' },
    ];
  }
  const answer: Path = ['load', 'request', 'answer'];
  const isKnown =
    textAt(root, [...answer, 'kind']) === 'image' && field(root, [...answer, 'longestSide']) !== undefined;
  if (field(root, ['load', 'request']) === undefined || isKnown) return [];
  const message =
    'needs load.request.answer with kind: image and longestSide; without them nothing is known of an answer';
  return [{ path, message }];
}
