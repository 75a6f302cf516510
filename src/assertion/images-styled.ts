import type { ImageObservation } from '../sample/observation.ts';
import { answerSize } from '../scenario/answer-size.ts';
import { type Assertion, offset, plural } from './assertion.ts';

/** Every decoded answer is an image of the right size that differs from what was sent. */
export const imagesStyled: Assertion<'imagesStyled'> = {
  needs: ['load', 'runner'],
  excusedBy: [],
  needsLoad: true,
  decide(_, context) {
    const images = context.timeline.of('image');
    const bad = images.flatMap((image) => {
      const problem = problemOf(image);
      return problem === undefined ? [] : [{ image, problem }];
    });
    const size = answerSize(context.plan.scenario.load);
    const base = {
      expected: `every decoded answer an image with a longest side of ${size} that differs from the input`,
      observed: `${plural(images.length, 'image')} decoded, ${bad.length} wrong`,
      window: { from: context.loadStart, to: Math.max(context.loadStart, context.loadEnd) },
      samples: images.length,
    };
    if (images.length === 0) return { ...base, status: 'inconclusive', reason: 'no answer was decoded' };
    const first = bad[0];
    if (!first) return { ...base, status: 'passed' };
    const reason = `${plural(bad.length, 'image')} wrong, the first at ${offset(context, first.image.at)}: ${first.problem}`;
    return { ...base, status: 'failed', witnessed: true, reason };
  },
};

function problemOf(image: ImageObservation): string | undefined {
  if (image.problem !== undefined) return image.problem;
  const longest = Math.max(image.width, image.height);
  if (longest !== image.expectedLongestSide) {
    return `${image.width}x${image.height}, wanted a longest side of ${image.expectedLongestSide}`;
  }
  return image.differsFromInput ? undefined : 'the answer is the input';
}
