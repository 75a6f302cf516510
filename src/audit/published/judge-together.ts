import { doubtsOf, lostStatus, softened } from './doubts.ts';
import type { NamedFinding } from './finding.ts';
import { judgePlace, judgeSpecInRows } from './judge-places.ts';
import { judgeSpecs } from './judge-specs.ts';
import { judgeStories } from './judge-stories.ts';
import { placeOf } from './place-description.ts';
import type { ReadBlock } from './read-block.ts';
import { storyOfDescribed, storyOfEvents, storyOfRows } from './story.ts';
import { byHpa, type Testimony } from './testimony.ts';

/** What texts of the same HPA say of each other: which rescales there were, and which status a description shows. */
export function judgeTogether(read: readonly ReadBlock[]): readonly NamedFinding[] {
  const testimony = {
    described: read.flatMap((one) => one.described),
    watches: read.flatMap(({ rows }) => rows.filter(({ isRepeated }) => !isRepeated)),
    events: read.flatMap(({ events }) => events),
  };
  return byHpa(testimony).flatMap(({ name, said }) =>
    softened(judgeOne(said), lostStatus(doubtsOf(read, name))),
  );
}

function judgeOne({ described, watches, events }: Testimony): readonly NamedFinding[] {
  const placed = described.map((one) => {
    const places = watches.flatMap((watch) => placeOf(one, watch) ?? []);
    return { described: one, places };
  });
  const stories = [
    ...described.map(storyOfDescribed),
    ...events.map(storyOfEvents),
    // Of several stretches a text need not be of each.
    ...(watches.length > 1 ? [] : watches.flatMap((watch) => storyOfRows(watch) ?? [])),
  ];
  return [
    ...pairsOf(stories).flatMap(([one, other]) => judgeStories(one, other)),
    ...placed.flatMap(({ described: one, places }) => places.flatMap((place) => judgePlace(one, place))),
    ...placed.flatMap(({ described: one, places }) =>
      watches
        .filter((watch) => !places.some((place) => place.watch === watch))
        .flatMap((watch) => judgeSpecInRows(one, watch)),
    ),
    ...pairsOf(placed).flatMap(([one, other]) => judgeSpecs(one, other)),
  ];
}

function pairsOf<T>(all: readonly T[]): readonly (readonly [T, T])[] {
  return all.flatMap((one, index) => all.slice(index + 1).map((other) => [one, other] as const));
}
