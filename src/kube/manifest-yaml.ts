import { stringify } from 'yaml';
import type { KubeObject } from './objects.ts';

/** Objects as a file for `kubectl apply -f`: one YAML document each. */
export function manifestYaml(objects: readonly KubeObject[]): string {
  return objects.map((object) => stringify(object, { lineWidth: 0 })).join('---\n');
}
