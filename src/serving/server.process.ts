import { readServingOptions } from './options.ts';
import { startServing } from './server.ts';

/** The serving process: everything it needs is in its environment, SIGTERM drains it. */
const log = (line: string) => void process.stdout.write(`${new Date().toISOString()} ${line}\n`);

try {
  const options = readServingOptions(process.env);
  const serving = await startServing(options, log);
  process.once('SIGTERM', () => {
    log(`SIGTERM: ${options.drain === 'abrupt' ? 'dropping every connection' : 'draining'}`);
    if (options.drain === 'abrupt') {
      serving.abort();
      process.exit(143);
    }
    void serving.drain().then(() => {
      log('drained');
      process.exit(0);
    });
  });
  log(`listening on ${options.host}:${serving.port} as ${options.pod}`);
  await serving.loaded;
  log('ready');
} catch (error) {
  log(`could not start: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
}
