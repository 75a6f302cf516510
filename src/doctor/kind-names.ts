/** The API group of an apiVersion; empty for the core group. */
export function groupOf(apiVersion: string): string {
  return apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
}

/** The plural of a kind as it stands in paths and roles. No kind that is touched here has an irregular one. */
export function pluralOf(kind: string): string {
  return `${kind.toLowerCase()}s`;
}
