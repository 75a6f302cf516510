import { manifestYaml } from '../kube/manifest-yaml.ts';
import { type GrantOptions, grantsOf } from './grants.ts';
import type { ReviewedPermission } from './review-permissions.ts';
import { subjectOf } from './subject.ts';

/** Roles and bindings that grant all permissions that a review found missing, as YAML; empty when none is. */
export function missingGrants(
  reviewed: readonly ReviewedPermission[],
  { user, ...rest }: Omit<GrantOptions, 'subject' | 'suffix'> & { readonly user: string },
): string {
  const lacking = reviewed
    .filter(({ check }) => check.status === 'missing')
    .map(({ permission }) => permission);
  return manifestYaml(grantsOf(lacking, { ...rest, subject: subjectOf(user), suffix: '-missing' }));
}
