import type { Pod } from './pod.ts';
import { matchesSelector, parseSelector } from './selector/parse-selector.ts';
import { type SyncDraft, setConditionNow, warn } from './sync-draft.ts';

/**
 * The pods of the target, or why its selector cannot be used; then the event and the condition are set already.
 * Go: `validateAndParseSelector` and the listing of pods.
 */
export function selectPods(draft: SyncDraft, selector: string): readonly Pod[] | { readonly error: string } {
  if (selector === '') {
    const error = 'selector is required';
    return refuse(
      draft,
      { event: 'SelectorRequired', condition: 'InvalidSelector' },
      error,
      "the HPA target's scale is missing a selector",
    );
  }
  const parsed = parseSelector(selector);
  if ('error' in parsed) {
    const error = `couldn't convert selector into a corresponding internal selector object: ${parsed.error}`;
    return refuse(draft, { event: 'InvalidSelector', condition: 'InvalidSelector' }, error, error);
  }
  const pods = draft.cluster.pods.filter((pod) => matchesSelector(parsed, pod.labels ?? NO_LABELS));
  const rivals = rivalsFor(draft, pods);
  if (rivals.length === 0) return pods;
  const { name, namespace } = draft.hpa;
  const masters = [{ name, namespace }, ...rivals].map((one) => `{${one.name} ${one.namespace}}`).join(' ');
  const error = `pods by selector ${selector} are controlled by multiple HPAs: [${masters}]`;
  return refuse(draft, { event: 'AmbiguousSelector', condition: 'AmbiguousSelector' }, error, error);
}

const NO_LABELS: Readonly<Record<string, string>> = {};

function refuse(
  draft: SyncDraft,
  reason: { readonly event: string; readonly condition: string },
  error: string,
  message: string,
): { readonly error: string } {
  warn(draft, reason.event, error);
  setConditionNow(draft, 'ScalingActive', { status: 'False', reason: reason.condition, message });
  return { error };
}

/** Other HPAs whose selector takes one of the pods. Go: `hpasControllingPodsUnderSelector`. */
function rivalsFor(draft: SyncDraft, pods: readonly Pod[]): readonly { name: string; namespace: string }[] {
  return (draft.cluster.otherHpas ?? []).filter((other) => {
    const parsed = parseSelector(other.selector);
    return !('error' in parsed) && pods.some((pod) => matchesSelector(parsed, pod.labels ?? NO_LABELS));
  });
}
