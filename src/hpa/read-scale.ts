import type { Scale } from './cluster.ts';
import { failedGetScale } from './condition-texts.ts';
import { targetText } from './rescale.ts';
import { type SyncDraft, setConditionNow, warn } from './sync-draft.ts';
import { updateStatusOrLog, withNewConditions } from './write-status.ts';

/** The scale of the target, or why it cannot be read; then event, condition and status are written already. */
export function readScale(draft: SyncDraft): Scale | { readonly error: string } {
  const { apiVersion } = draft.hpa.spec.scaleTargetRef;
  if (apiVersion.split('/').length > 2)
    return refuse(
      draft,
      `unexpected GroupVersion string: ${apiVersion}`,
      'invalid API version in scale target reference',
    );
  const mapping = draft.cluster.mapTarget(draft.at);
  draft.at = mapping.at;
  if ('error' in mapping)
    return refuse(draft, mapping.error, 'unable to determine resource for scale target reference');
  const scale = draft.cluster.getScale(draft.at);
  draft.at = scale.at;
  if ('error' in scale)
    return refuse(draft, scale.error, `failed to query scale subresource for ${targetText(draft)}`);
  return scale.value;
}

function refuse(draft: SyncDraft, error: string, what: string): { readonly error: string } {
  warn(draft, 'FailedGetScale', error);
  setConditionNow(draft, 'AbleToScale', failedGetScale(error));
  updateStatusOrLog(draft, withNewConditions(draft));
  return { error: `${what}: ${error}` };
}
