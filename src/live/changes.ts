import type { LiveContent } from './live-content.ts';

/** How often what is served has changed, and which change each part has its content from. */
export interface Versions {
  readonly last: number;
  /** Pages from before this one are of another kind and have to be loaded anew. */
  readonly kindSince: number;
  readonly parts: ReadonlyMap<string, { readonly html: string; readonly since: number }>;
}

/** What a page that follows is told. */
export interface Changes {
  readonly event: 'reload' | 'parts';
  readonly data: object;
}

/** Numbers what is served now after what was served before. */
export function versionsOf(
  content: LiveContent,
  before?: { readonly kind: string; readonly versions: Versions },
): Versions {
  const last = (before?.versions.last ?? 0) + 1;
  const isOther = before?.kind !== content.kind;
  const parts = content.parts.map(({ id, content: { markup: html } }) => {
    const known = isOther ? undefined : before?.versions.parts.get(id);
    return [id, known?.html === html ? known : { html, since: last }] as const;
  });
  return { last, kindSince: isOther ? last : before!.versions.kindSince, parts: new Map(parts) };
}

/** All that a page of a certain version lacks; it does not matter how many changes it has missed. */
export function changesSince(content: LiveContent, versions: Versions, known: number): Changes {
  if (!(known >= versions.kindSince)) return { event: 'reload', data: {} };
  const parts = [...versions.parts].flatMap(([id, { html, since }]) => (since > known ? [[id, html]] : []));
  return { event: 'parts', data: { title: content.title, at: content.at, parts } };
}
