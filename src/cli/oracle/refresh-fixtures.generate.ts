import { fileURLToPath } from 'node:url';
import { systemHost } from '../../host/system-host.ts';
import { chooseTraces } from '../../hpa/fuzz/choose-traces.ts';
import { buildOracle } from './oracle.ts';

/** `npm run oracle`: builds the oracle and writes `fixtures/hpa/` anew; the same seeds give the same files. */
const FIXTURES = fileURLToPath(new URL('../../../fixtures/hpa/', import.meta.url));
const CASES = 400;
const TRACES = 600;
/** Small enough to clone, large enough that every rule is met. */
const MOST_TRACES = 40;
const MOST_BYTES = 2_450_000;

const host = systemHost();
const oracle = await buildOracle(host);
const checked = await oracle.run(['selftest']);
host.stderr.write(`oracle selftest: ${checked.at(-1)}\n`);
const cases = await oracle.run(['gen-calc', '-n', String(CASES), '-seed', '36']);
await host.files.writeText(`${FIXTURES}calc.jsonl`, `${cases.join('\n')}\n`);
const traces = await oracle.run(['gen-loop', '-mem', '-n', String(TRACES), '-seed', '36']);
const chosen = chooseTraces(traces, { count: MOST_TRACES, bytes: MOST_BYTES });
await host.files.writeText(`${FIXTURES}loop.jsonl`, `${chosen.join('\n')}\n`);
host.stdout.write(`wrote ${cases.length} calculator cases and ${chosen.length} traces\n`);
