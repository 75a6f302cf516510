import { type HpaStatus, isSameStatus } from './status.ts';
import { type SyncDraft, warn } from './sync-draft.ts';

/** Stores the status unless it says nothing new; answers the error, if any. Go: `updateStatusIfNeeded`. */
export function updateStatusIfNeeded(draft: SyncDraft, status: HpaStatus): string | undefined {
  draft.status = status;
  if (isSameStatus(draft.hpa.status, status)) return undefined;
  const answer = draft.cluster.updateStatus(draft.at, status);
  draft.at = answer.at;
  if (!('error' in answer)) {
    draft.isStatusWritten = true;
    return undefined;
  }
  warn(draft, 'FailedUpdateStatus', answer.error);
  return `failed to update status for ${draft.hpa.name}: ${answer.error}`;
}

/** The same where the sync has failed anyway: an error is only logged. */
export function updateStatusOrLog(draft: SyncDraft, status: HpaStatus): void {
  const error = updateStatusIfNeeded(draft, status);
  if (error !== undefined) draft.errors.push(error);
}

/** The old status with the conditions of this sync. */
export function withNewConditions(draft: SyncDraft): HpaStatus {
  return { ...draft.hpa.status, conditions: draft.conditions };
}
