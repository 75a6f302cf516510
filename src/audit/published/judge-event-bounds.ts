import type { PublishedFinding } from './finding.ts';
import type { HpaRules } from './hpa-rules.ts';
import type { SizeEvent } from './size-events.ts';

/** Holds the size and the reason of one rescale against the bounds. */
export function judgeEventBounds(
  { line, size, reason }: SizeEvent,
  { minReplicas, maxReplicas, behavior }: HpaRules,
): readonly PublishedFinding[] {
  const findings: PublishedFinding[] = [];
  if (maxReplicas !== undefined && size > maxReplicas)
    findings.push({
      standing: 'impossible',
      line,
      says: `New size ${size} is above maxReplicas ${maxReplicas}`,
    });
  if (minReplicas !== undefined && size < minReplicas)
    findings.push({
      standing: 'impossible',
      line,
      says: `New size ${size} is below minReplicas ${minReplicas}`,
    });
  if (reason.endsWith('above target') && size <= (minReplicas ?? 1))
    findings.push(upToTheLeast(line, size, minReplicas));
  if (reason === 'All metrics below target' && maxReplicas !== undefined && size >= maxReplicas)
    findings.push({
      // Without a behavior a size that a limit had cut comes with the next sync, whatever the metrics say then.
      standing: typeof behavior === 'string' ? 'not-enough' : 'impossible',
      line,
      says: `New size ${size} is no less than any size up to maxReplicas ${maxReplicas}, so it did not come from "${reason}"`,
    });
  if (size === 0 && minReplicas === undefined)
    findings.push({
      standing: 'not-enough',
      line,
      says: 'New size 0: only with minReplicas 0, which needs the feature gate HPAScaleToZero',
    });
  if (reason.endsWith('above Spec.MaxReplicas') && maxReplicas !== undefined && size !== maxReplicas)
    findings.push({
      standing: 'impossible',
      line,
      says: `"${reason}" leads to maxReplicas ${maxReplicas}, not to ${size}`,
    });
  if (reason.endsWith('below Spec.MinReplicas') && minReplicas !== undefined && size !== minReplicas)
    findings.push({
      standing: 'impossible',
      line,
      says: `"${reason}" leads to minReplicas ${minReplicas}, not to ${size}`,
    });
  return findings;
}

/** Nothing lies below the least size, so the size cannot have risen to it. */
function upToTheLeast(line: number, size: number, minReplicas: number | undefined): PublishedFinding {
  if (minReplicas === undefined && size === 1)
    return {
      standing: 'not-enough',
      line,
      says: 'the size rose to 1: only from 0, which needs the feature gate HPAScaleToZero',
    };
  return {
    standing: 'impossible',
    line,
    says: `the size rose to ${size}, and nothing below minReplicas ${minReplicas ?? 1} is allowed`,
  };
}
