import { milliValue, parseQuantity } from '../quantity.ts';
import { below, type Fields, fieldsOf, objectAt, stringAt, wrong } from '../wire/fields.ts';
import type { TraceContainers } from './trace.ts';

/** Reads `requests` of a workload: container to resource to quantity; every pod has these containers, sorted by name. */
export function readContainers(workload: Fields): TraceContainers {
  const requests = objectAt(workload, 'requests');
  if (requests === undefined) return [];
  return Object.keys(requests.values)
    .sort()
    .map((name) => {
      const given = fieldsOf(requests.values[name], below(requests, name));
      const entries = Object.keys(given.values).map((resource) => {
        const quantity = parseQuantity(stringAt(given, resource, ''));
        if (quantity === undefined) throw wrong(below(given, resource), 'a quantity', given.values[resource]);
        return [resource, milliValue(quantity)] as const;
      });
      return { name, requests: Object.fromEntries(entries) };
    });
}
