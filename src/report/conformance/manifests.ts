import { manifestYaml } from '../../kube/manifest-yaml.ts';
import type { KubeObject } from '../../kube/objects.ts';
import type { RunHeader } from '../../record/run-record.ts';
import { buildWorkload } from '../../workload/apply-workload.ts';
import { buildAnchor, ownedBy } from '../../workload/serving.ts';
import { prettyJson } from '../pretty-json.ts';
import type { ReportFile } from '../report.ts';

/** The scenario as it was run, and the objects that the run applied; with `existing:` it applied none. */
export function manifestFiles({ plan, runId }: RunHeader): readonly ReportFile[] {
  const { scenario } = plan;
  const files = [{ path: 'manifests/scenario.json', text: prettyJson(scenario) }];
  if (scenario.existing) return files;
  const parts = { scenario, runId };
  const anchor = buildAnchor(parts);
  const objects = [anchor, ...buildWorkload(parts, ownedBy(anchor)).map(withoutOwner)];
  return [...files, { path: 'manifests/workload.yaml', text: manifestYaml(objects) }];
}

/** The owner's uid is the API server's, and no record has it. */
function withoutOwner(object: KubeObject): KubeObject {
  const { ownerReferences: _, ...metadata } = object.metadata;
  return { ...object, metadata };
}
