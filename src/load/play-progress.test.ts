import { expect, it } from 'vitest';
import { systemFiles as files } from '../host/files.ts';
import type { Observation } from '../sample/observation.ts';
import { planOf } from './plan.fixture.ts';
import { preparePlay } from './play.ts';
import { watchPlay } from './play-progress.ts';

async function watched() {
  const folder = await files.makeTemporaryFolder('scaleproof-play-');
  const plan = planOf({
    images: { count: 1, sizes: [{ width: 32, height: 32 }] },
    stages: [{ kind: 'hold', name: 'only', rate: 2, duration: '1s' }],
  });
  const play = await preparePlay({ plan, baseUrl: 'http://a', folder, files }, 'stdout');
  await files.remove(folder);
  const seen: Observation[] = [];
  const summaries: unknown[] = [];
  const progress = watchPlay(
    play,
    files,
    (one) => seen.push(one),
    async (summary) => void summaries.push(summary),
  );
  const say = (line: object) => progress.take(JSON.stringify(line));
  return { progress, seen, summaries, say };
}

const answer = { s: 1000, d: 5, c: 200, o: 'ok' };

it('counts an answer once, however often a log that is read again tells it', async () => {
  const { progress, seen, summaries, say } = await watched();
  for (let time = 0; time < 2; time++) {
    say({ t0: 1000 });
    say({ i: 0, ...answer });
    say({ i: 1, ...answer });
    say({ summary: { metrics: {} } });
  }
  await progress.settled();
  expect(progress.sent()).toBe(2);
  expect(seen).toHaveLength(2);
  expect(summaries).toEqual([{ metrics: {} }]);
});

it('S16: keeps what is sent after the plan apart from its stages, because nobody asked for it', async () => {
  const { progress, seen, say } = await watched();
  say({ t0: 1000 });
  say({ i: 2, at: 1000, ...answer });
  expect(progress.sent()).toBe(0);
  expect(seen).toMatchObject([{ kind: 'request', stage: 'after-load', intendedAt: 2000 }]);
});

it('notices a sender that was restarted: it plays all over again, and that is not the load that was asked for', async () => {
  const { progress, say } = await watched();
  say({ t0: 1000 });
  say({ t0: 1500 });
  await expect(progress.restarted).resolves.toContain('restarted');
});
