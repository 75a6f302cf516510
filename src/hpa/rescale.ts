import type { SyncDraft } from './sync-draft.ts';

/** client-go `retry.DefaultRetry`: five attempts, 10 ms apart; its jitter of up to 1 ms is left out. */
const ATTEMPTS = 5;
const WAIT_MS = 10;

/**
 * Writes the new size; after a conflict the scale is read again and the same size is written over whatever stands there.
 * Answers the error, if any. Go: the `RetryOnConflict` in `reconcileAutoscaler`.
 */
export function writeScale(draft: SyncDraft, replicas: number): string | undefined {
  for (;;) {
    draft.scaleAttempts++;
    const answer = draft.cluster.updateScale(draft.at, replicas, draft.scaleAttempts);
    draft.at = answer.at;
    if (!('error' in answer)) {
      draft.scaleTo = replicas;
      return undefined;
    }
    const latest = draft.cluster.getScale(draft.at);
    draft.at = latest.at;
    if ('error' in latest)
      draft.errors.push(
        `error getting latest scale for ${targetText(draft)} during conflict retry: ${latest.error}`,
      );
    if (answer.isConflict !== true || draft.scaleAttempts === ATTEMPTS) return answer.error;
    draft.at += WAIT_MS;
  }
}

/** The target as in log messages: `Deployment/default/web`. */
export function targetText({ hpa }: SyncDraft): string {
  return `${hpa.spec.scaleTargetRef.kind}/${hpa.namespace}/${hpa.spec.scaleTargetRef.name}`;
}
