import type { Scenario } from '../scenario/schema.ts';
import type { Random } from './random.ts';

type ImagesSpec = Scenario['load']['images'];

/** Size and format of each image of a corpus, in its order. */
export type CorpusShares = readonly {
  readonly width: number;
  readonly height: number;
  readonly format: ImagesSpec['formats'][number]['format'];
}[];

/** Shares sizes and formats out over the images of a corpus by their weights; takes what it needs of the random numbers. */
export function shareCorpus(images: ImagesSpec, random: Random): CorpusShares {
  const sizes = shuffled(shareOut(images.sizes, images.count), random);
  const formats = shuffled(shareOut(images.formats, images.count), random);
  return sizes.map(({ width, height }, index) => ({ width, height, format: formats[index]!.format }));
}

/** Gives each option its share of `count` by weight: always the option that lags furthest behind its share. */
function shareOut<T extends { readonly weight: number }>(options: readonly T[], count: number): T[] {
  const total = options.reduce((sum, option) => sum + option.weight, 0);
  const given = options.map(() => 0);
  return Array.from({ length: count }, (_, index) => {
    const lag = options.map((option, at) => ((index + 1) * option.weight) / total - given[at]!);
    const chosen = lag.indexOf(Math.max(...lag));
    given[chosen]!++;
    return options[chosen]!;
  });
}

function shuffled<T>(list: T[], random: Random): readonly T[] {
  for (let index = list.length - 1; index > 0; index--) {
    const other = Math.floor(random() * (index + 1));
    [list[index], list[other]] = [list[other]!, list[index]!];
  }
  return list;
}
