import type { DescribedEvent, DescribedHpa } from '../../hpa/kubectl/described-hpa.ts';
import type { TableRow } from '../../hpa/kubectl/parse-table.ts';
import type { SizeEvent } from './size-events.ts';

/** A described HPA and the text it is of. */
export interface DescribedText {
  readonly file: string;
  readonly hpa: DescribedHpa;
  readonly events: readonly SizeEvent[];
}

/** Rows of one HPA that follow each other without a gap: every status that was written. */
export interface WatchedRows {
  readonly file: string;
  readonly name: string;
  readonly rows: readonly TableRow[];
}

/** The rescales of one HPA in a table of events. */
export interface ToldEvents {
  readonly file: string;
  readonly name: string;
  readonly events: readonly SizeEvent[];
  /** Every event of that HPA. */
  readonly all: readonly DescribedEvent[];
}

/** All that the texts say of one HPA. */
export interface Testimony {
  readonly described: readonly DescribedText[];
  readonly watches: readonly WatchedRows[];
  readonly events: readonly ToldEvents[];
}

/** What is said of one HPA each; a name that stands for HPAs of several namespaces joins nothing. */
export function byHpa({
  described,
  watches,
  events,
}: Testimony): readonly { readonly name: string; readonly said: Testimony }[] {
  const names = new Set([
    ...described.map(({ hpa }) => hpa.name),
    ...watches.map(({ name }) => bareName(name)),
    ...events.map(({ name }) => name),
  ]);
  return [...names].flatMap((name) => {
    const own = {
      described: described.filter(({ hpa }) => hpa.name === name),
      watches: watches.filter((one) => bareName(one.name) === name),
      events: events.filter((one) => one.name === name),
    };
    const namespaces = new Set([
      ...own.described.flatMap(({ hpa }) => hpa.namespace ?? []),
      ...own.watches.flatMap((one) => (one.name.includes('/') ? one.name.split('/')[0]! : [])),
    ]);
    return namespaces.size > 1 ? [] : [{ name, said: own }];
  });
}

function bareName(name: string): string {
  return name.split('/').at(-1)!;
}
