import type { Rule } from './grants.ts';
import type { Permission } from './permission.ts';

/** Whether rules allow a permission, as RBAC decides it. */
export function allows(rules: readonly Rule[], permission: Permission): boolean {
  return rules.some((rule) => {
    if (!rule.verbs.includes(permission.verb)) return false;
    if ('path' in permission) return rule.nonResourceURLs?.includes(permission.path) ?? false;
    const { group, resource, subresource, name } = permission;
    const whole = subresource === undefined ? resource : `${resource}/${subresource}`;
    const names = rule.resourceNames;
    return Boolean(
      rule.apiGroups?.includes(group) &&
        rule.resources?.includes(whole) &&
        (names === undefined || (name !== undefined && names.includes(name))),
    );
  });
}
