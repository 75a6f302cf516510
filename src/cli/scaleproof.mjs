#!/usr/bin/env node
// The program's first file: plain JavaScript, so that an old Node can read it and say what is missing.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import module from 'node:module';
import { fileURLToPath } from 'node:url';

const root = new URL('../../', import.meta.url);
const built = new URL('dist/cli/main.js', root);
const pinned = fileURLToPath(new URL('node_modules/.bin/node', root));

// Compiled code and stripped types are kept, which halves the start of every command but the first.
module.enableCompileCache?.(fileURLToPath(new URL('node_modules/.cache/scaleproof', root)));

if (Number(process.versions.node.split('.')[0]) >= 24) {
  const { main } = await import(
    existsSync(new URL('src/cli/main.ts', root)) ? new URL('src/cli/main.ts', root) : built
  );
  await main();
} else if (existsSync(pinned)) {
  const again = spawn(pinned, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
    stdio: 'inherit',
  });
  // A signal is for the one that does the work; without a listener it would end this process alone.
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(name, () => again.kill(name));
  // One that was killed has reached no verdict, and 1 would be one: failed.
  again.once('exit', (code) => {
    process.exitCode = code ?? 4;
  });
} else {
  process.stderr.write(
    `scaleproof needs Node 24 or newer, found ${process.version}. Install Node 24, or run npm ci here.\n`,
  );
  process.exitCode = 2;
}
