import { systemClock } from '../../clock/system-clock.ts';
import { errorText } from '../../errors/scaleproof-error.ts';
import { systemFiles } from '../../host/files.ts';
import { runPress } from './press.ts';
import { readPressList } from './press-list.ts';
import { readPressOptions } from './press-options.ts';

/** The press: everything it needs is in its environment; SIGTERM stops it, once the answers on their way are there. */
const say = (line: string): void => void process.stdout.write(`${line}\n`);

try {
  const options = readPressOptions(process.env);
  const stopping = new AbortController();
  process.on('SIGTERM', () => {
    if (options.onSigterm === 'ignore') return say('SIGTERM is ignored, as ON_SIGTERM asks for');
    stopping.abort(new Error('SIGTERM received'));
  });
  const list = await readPressList(options, systemFiles);
  const { baseUrl, batchSize, totalSize } = options;
  say(
    `sending to ${baseUrl}, ${batchSize} at once, ${totalSize === 0 ? 'until stopped' : `${totalSize} in all`}`,
  );
  const print = (line: object) => say(JSON.stringify(line));
  await runPress({ options, list, clock: systemClock, print, stopped: stopping.signal });
  // A Deployment restarts what ends: with all sent, it waits to be scaled to 0.
  while (!stopping.signal.aborted) await systemClock.sleep(60_000, stopping.signal).catch(() => undefined);
  say('stopped');
  process.exit(0);
} catch (error) {
  say(`could not start: ${errorText(error)}`);
  process.exitCode = 1;
}
