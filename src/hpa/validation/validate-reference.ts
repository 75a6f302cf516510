import type { ObjectReference } from '../spec.ts';
import type { FieldFaults } from './field-faults.ts';

/** Checks a reference; the target of an HPA needs an API group. Go: `ValidateCrossVersionObjectReference`. */
export function validateReference(
  faults: FieldFaults,
  reference: ObjectReference,
  path: string,
  options: { readonly mayLackGroup: boolean },
): void {
  for (const key of ['kind', 'name'] as const) {
    if (reference[key] === '') faults.required(`${path}.${key}`, '');
    else validatePathSegment(faults, reference[key], `${path}.${key}`);
  }
  const { apiVersion } = reference;
  const parts = apiVersion === '' || apiVersion === '/' ? [''] : apiVersion.split('/');
  if (parts.length > 2)
    faults.invalid(`${path}.apiVersion`, apiVersion, `unexpected GroupVersion string: ${apiVersion}`);
  else if (!options.mayLackGroup && (parts.length === 1 || parts[0] === ''))
    faults.invalid(`${path}.apiVersion`, apiVersion, 'apiVersion must specify API group');
}

/** Checks a name that will be part of a URL. Go: `content.IsPathSegmentName`. */
export function validatePathSegment(faults: FieldFaults, name: string, path: string): void {
  if (name === '.' || name === '..') {
    faults.invalid(path, name, `may not be '${name}'`);
    return;
  }
  for (const part of ['/', '%'])
    if (name.includes(part)) faults.invalid(path, name, `may not contain '${part}'`);
}
