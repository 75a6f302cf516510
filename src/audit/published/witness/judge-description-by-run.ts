import type { DescribedBehavior, DescribedHpa, DescribedRules } from '../../../hpa/kubectl/described-hpa.ts';
import type { Behavior, ScalingRules } from '../../../hpa/spec.ts';
import { formatInstant } from '../../../units/instant.ts';
import { impossible, open, type PublishedFinding } from '../finding.ts';
import { fieldsOfDescribed } from '../said-status.ts';
import { judgeEventsByRun, printedWhen } from './judge-events-by-run.ts';
import type { RunWitness, WitnessedStatus } from './run-witness.ts';
import { EARLY_MS, LATE_MS } from './slack.ts';
import { meet, type Stretch } from './take-votes.ts';

/** One thing that a description says otherwise than the run saw it. */
interface Otherwise {
  readonly line: number;
  readonly says: string;
}

/** Holds a description against the run: it shows one status of then, the spec of then, and events that came. */
export function judgeDescriptionByRun(hpa: DescribedHpa, witness: RunWitness): readonly PublishedFinding[] {
  const told = [{ object: `HorizontalPodAutoscaler/${hpa.name}`, events: hpa.events ?? [] }];
  const printed = printedWhen(told, witness);
  return [judgeStatus(hpa, printed, witness), ...judgeEventsByRun(told, printed, witness)];
}

function judgeStatus(hpa: DescribedHpa, printed: Stretch | undefined, witness: RunWitness): PublishedFinding {
  const line = hpa.pods?.line ?? hpa.line;
  const then = witness.statuses.filter(
    ({ at, until }) => printed === undefined || meet({ from: at - EARLY_MS, to: until + LATE_MS }, printed),
  );
  const read = then
    .map((status) => ({ status, others: othersIn(hpa, status, witness) }))
    .toSorted((a, b) => a.others.length - b.others.length);
  const [nearest] = read;
  if (nearest === undefined) return open(line, 'the run did not watch when this was printed');
  const at = formatInstant(nearest.status.at);
  const [other] = nearest.others;
  if (other === undefined)
    return { standing: 'possible', line, says: `the run saw this status at ${at} (${witness.file})` };
  if (isUnwatched(printed, witness)) return open(other.line, 'the run did not watch when this was printed');
  const of = read.length === 1 ? '' : `, the nearest of ${read.length} statuses of that time`;
  return impossible(other.line, `${other.says} at ${at}${of} (${witness.file})`);
}

/** At the very begin and end of a record a status may have been missed; the last one may have been followed by others. */
function isUnwatched(printed: Stretch | undefined, { from, to, isBlind }: RunWitness): boolean {
  const then = printed ?? { from, to };
  return then.from - EARLY_MS > to || then.to + LATE_MS < from || isBlind(then.from, then.to);
}

function othersIn(hpa: DescribedHpa, status: WitnessedStatus, witness: RunWitness): readonly Otherwise[] {
  const specs = witness.specsAt(status.at).map(({ spec }) => otherBehavior(hpa.behavior, spec.behavior));
  const behavior = specs.toSorted((a, b) => a.length - b.length)[0] ?? [];
  return [...otherFields(hpa, status), ...otherConditions(hpa, status), ...behavior];
}

function otherFields(hpa: DescribedHpa, { fields, desired }: WitnessedStatus): readonly Otherwise[] {
  const { pods } = hpa;
  const others = fieldsOfDescribed(hpa, hpa.metrics.length).flatMap(({ name, line, text }) => {
    const seen = fields.get(name);
    return seen === undefined || seen === text.replace(/%$/, '')
      ? []
      : [{ line, says: `${name} ${text}, and the run saw ${seen}` }];
  });
  if (pods === undefined || pods.value.desired === desired) return others;
  return [...others, { line: pods.line, says: `desired ${pods.value.desired}, and the run saw ${desired}` }];
}

function otherConditions(hpa: DescribedHpa, { conditions }: WitnessedStatus): readonly Otherwise[] {
  return hpa.conditions.flatMap(({ line, type, status, reason, message }) => {
    const seen = conditions.find((one) => one.type === type);
    const told = `${status} ${reason} ${message.trim()}`;
    if (seen === undefined) return [{ line, says: `${type} ${told}, and the run saw no such condition` }];
    const own = `${seen.status} ${seen.reason} ${seen.message.trim()}`;
    return own === told ? [] : [{ line, says: `${type} ${told}, and the run saw ${own}` }];
  });
}

/** A tolerance is never printed. */
function otherBehavior(told: DescribedBehavior | undefined, own: Behavior | undefined): readonly Otherwise[] {
  if (told === undefined) return [];
  if (own === undefined) return [{ line: told.line, says: 'a Behavior, and the HPA of the run had none' }];
  return [
    ...otherRules('Scale Up', told.scaleUp, own.scaleUp),
    ...otherRules('Scale Down', told.scaleDown, own.scaleDown),
  ];
}

function otherRules(name: string, told: DescribedRules | undefined, own: ScalingRules): readonly Otherwise[] {
  if (told === undefined) return [];
  const { line, rules, windowLine, policyLines } = told;
  const says = (what: string, one: string, seen: string) =>
    `${name} ${what} ${one}, and the HPA of the run had ${seen}`;
  const [window, ownWindow] = [rules.stabilizationWindowSeconds, own.stabilizationWindowSeconds];
  const policyOf = (one: ScalingRules['policies'][number] | undefined) =>
    one === undefined ? 'none' : `${one.type} ${one.value} in ${one.periodSeconds} s`;
  return [
    ...(windowLine === undefined || window === ownWindow
      ? []
      : [{ line: windowLine, says: says('window', `${window} s`, `${ownWindow} s`) }]),
    ...(rules.selectPolicy === own.selectPolicy
      ? []
      : [{ line, says: says('select policy', rules.selectPolicy, own.selectPolicy) }]),
    ...rules.policies.flatMap((policy, index) => {
      const [one, seen] = [policyOf(policy), policyOf(own.policies[index])];
      return one === seen ? [] : [{ line: policyLines[index] ?? line, says: says('policy', one, seen) }];
    }),
  ];
}
