import type { DescribedHpa } from '../../hpa/kubectl/described-hpa.ts';
import { impossible, type PublishedFinding } from './finding.ts';

/** Reasons of AbleToScale that a sync leaves which computed a size. */
export const COMPUTED = ['ReadyForNewScale', 'ScaleDownStabilized', 'ScaleUpStabilized', 'SucceededRescale'];

/** What the lines of a description say of each other without any arithmetic. */
export function judgeConditions(described: DescribedHpa): readonly PublishedFinding[] {
  return [...judgeBounds(described), ...judgeReasons(described)];
}

function judgeBounds({ minReplicas, maxReplicas, pods }: DescribedHpa): readonly PublishedFinding[] {
  const findings: PublishedFinding[] = [];
  if (minReplicas && maxReplicas && minReplicas.value > maxReplicas.value)
    findings.push(
      impossible(
        minReplicas.line,
        `min replicas ${minReplicas.value} is above max replicas ${maxReplicas.value} (line ${maxReplicas.line}); the API server refuses that`,
      ),
    );
  if (pods && maxReplicas && pods.value.desired > maxReplicas.value)
    findings.push(
      impossible(
        pods.line,
        `${pods.value.desired} desired is above max replicas ${maxReplicas.value} (line ${maxReplicas.line})`,
      ),
    );
  if (pods && minReplicas && pods.value.desired > 0 && pods.value.desired < minReplicas.value)
    findings.push(
      impossible(
        pods.line,
        `${pods.value.desired} desired is below min replicas ${minReplicas.value} (line ${minReplicas.line})`,
      ),
    );
  return findings;
}

/** Conditions that no sync leaves behind together, and the size that one of them names. */
function judgeReasons({ conditions, pods }: DescribedHpa): readonly PublishedFinding[] {
  const findings: PublishedFinding[] = [];
  const able = conditions.find(({ type }) => type === 'AbleToScale');
  const active = conditions.find(({ type }) => type === 'ScalingActive');
  if (able === undefined || pods === undefined) return findings;
  const { current, desired } = pods.value;
  const named = /update the target scale to (\d+)$/.exec(able.message)?.[1];
  if (named !== undefined && Number(named) !== desired)
    findings.push(
      impossible(
        able.line,
        `AbleToScale says that the target scale was set to ${named}, and line ${pods.line} that ${desired} are desired`,
      ),
    );
  if (able.reason === 'SucceededRescale' && current === desired)
    findings.push(
      impossible(
        pods.line,
        `${current} current and ${desired} desired with SucceededRescale (line ${able.line}): that sync changed the size, and counts the pods before it`,
      ),
    );
  if (COMPUTED.slice(0, 3).includes(able.reason) && current !== desired)
    findings.push(
      impossible(
        pods.line,
        `${current} current and ${desired} desired with ${able.reason} (line ${able.line}): a sync that changes the size ends with SucceededRescale`,
      ),
    );
  if (active?.status === 'False' && active.reason.startsWith('FailedGet') && COMPUTED.includes(able.reason))
    findings.push(
      impossible(
        active.line,
        `${active.reason} with ${able.reason} (line ${able.line}): a sync without a metric ends with SucceededGetScale`,
      ),
    );
  return findings;
}
