import yargs from 'yargs';
import { systemHost } from '../../host/system-host.ts';
import { EXIT } from '../../verdict/exit-code.ts';
import { CALC, type FuzzKind, fuzz, LOOP } from './fuzz.ts';
import { buildOracle } from './oracle.ts';

/** `npm run fuzz:hpa -- --cases N --traces M --seed S`: compares fresh random cases with the real controller. */
const host = systemHost();
const argv = await yargs([...host.argv])
  .scriptName('fuzz:hpa')
  .option('cases', { type: 'number', default: 20_000, describe: 'Calculator cases' })
  .option('traces', { type: 'number', describe: 'Controller traces; a 500th of the cases when left out' })
  .option('seed', { type: 'number', default: 1, describe: 'Of the first run; each further run adds one' })
  .strict()
  .parseAsync();

const oracle = await buildOracle(host);
const counts: readonly (readonly [FuzzKind, number])[] = [
  [CALC, argv.cases],
  [LOOP, argv.traces ?? Math.ceil(argv.cases / 500)],
];
let found = false;
for (const [kind, count] of counts) {
  const finding = await fuzz(oracle, kind, count, argv.seed, (done) =>
    host.stderr.write(`${done} of ${count} ${kind.name} equal\n`),
  );
  if (finding === undefined) {
    host.stdout.write(`${count} ${kind.name}: equal\n`);
    continue;
  }
  found = true;
  const { id, tMs, want, got } = finding.difference;
  const where = tMs === undefined ? id : `${id} at ${tMs} ms`;
  host.stdout.write(`${kind.name}: DIFFERENT (${where})\n  want ${want}\n  got  ${got}\n${finding.line}\n`);
}
process.exitCode = found ? EXIT.failed : EXIT.passed;
