import { ScaleproofError } from '../errors/scaleproof-error.ts';
import type { MetricProfile } from '../metric/profile.ts';
import type { GpuOffer } from './gpu/offer.ts';
import { askSupervisor } from './supervisor/ask-supervisor.ts';

const DEADLINE_MS = 10_000;

/** Lets the GPU nodes of this machine's lab offer what pods of a metric profile ask for. */
export async function offerGpus(
  profile: Pick<MetricProfile, 'nodeLabels' | 'sharedBy' | 'mig'>,
  resource: string,
): Promise<void> {
  const { nodeLabels, sharedBy, mig } = profile;
  const offer: GpuOffer = { resource, nodeLabels, sharedBy, ...(mig === undefined ? {} : { mig }) };
  const answer = await askSupervisor('POST', '/gpus', { body: offer, timeoutMs: DEADLINE_MS });
  if (answer?.status === 200) return;
  throw new ScaleproofError(
    'target-unavailable',
    `the lab does not offer ${resource}: ${answer?.text.trim() ?? `no answer within ${DEADLINE_MS / 1000} s`}`,
    { hint: 'scaleproof lab status shows whether the lab still runs.' },
  );
}
