/** What of a cluster's names looks like production, quoted; `undefined` when nothing does. */
export function looksLikeProduction(cluster: {
  readonly context: string;
  readonly server: string;
}): string | undefined {
  const names = [
    ['context', cluster.context],
    ['server', cluster.server],
  ] as const;
  // "live" only as a word of its own: "delivery" and "olive" are no warnings.
  const found = names.find(([, name]) => /prod|(?<![a-z])live(?![a-z])/i.test(name));
  return found && `${found[0]} ${found[1]}`;
}
