import {
  auditPublished,
  type PublishedAudit,
  type PublishedText,
} from '../../audit/published/audit-published.ts';
import type { Standing } from '../../audit/published/finding.ts';
import { type RunWitness, witnessOf } from '../../audit/published/witness/run-witness.ts';
import { errorText, ScaleproofError } from '../../errors/scaleproof-error.ts';
import type { Host } from '../../host/host.ts';
import { timelineOf } from '../../record/timeline-of.ts';
import { parseDuration } from '../../units/duration.ts';
import { EXIT } from '../../verdict/exit-code.ts';
import type { CommandContext } from '../command.ts';
import { readInput, STDIN } from '../read-input.ts';
import { readRecord } from './records.ts';

/** What `audit` is asked. */
interface AuditArguments {
  readonly file?: readonly string[] | undefined;
  readonly run?: string | undefined;
  readonly tolerance: number;
  readonly downscaleStabilization?: string | undefined;
  readonly startup: string;
  readonly allReady: boolean;
  readonly wholeSamples: boolean;
  readonly output: 'text' | 'json';
}

/** `audit`: whether what kubectl said of an HPA could have come about. */
export async function audit({ host }: CommandContext, argv: AuditArguments): Promise<number> {
  const known = {
    tolerance: shareOf(argv.tolerance),
    downscaleStabilizationMs:
      argv.downscaleStabilization === undefined
        ? undefined
        : durationOf('--downscale-stabilization', argv.downscaleStabilization),
    startupMs: durationOf('--startup', argv.startup),
    isAllReady: argv.allReady,
    isWhole: argv.wholeSamples,
  };
  const texts = await readTexts(host, argv.file ?? []);
  const audited = auditPublished(texts, known, await readWitness(host, argv.run));
  if (audited.blocks.length === 0)
    throw new ScaleproofError(
      'usage',
      `no output of kubectl in ${texts.map(({ name }) => name).join(', ')}: expected a line that begins with \`Name:\`, or the head of a table, \`NAME REFERENCE TARGETS\` or \`LAST SEEN TYPE REASON\``,
      {
        hint: 'give what kubectl describe hpa, kubectl get hpa -w or kubectl get events printed, head included',
      },
    );
  host.stdout.write(argv.output === 'json' ? `${JSON.stringify(audited, undefined, 2)}\n` : textOf(audited));
  return EXITS[audited.verdict];
}

async function readWitness(
  host: Pick<Host, 'cwd' | 'files'>,
  run: string | undefined,
): Promise<RunWitness | undefined> {
  if (run === undefined) return undefined;
  const { record } = await readRecord(host, run);
  return witnessOf(run, record.header.plan, timelineOf(record));
}

const EXITS: Readonly<Record<Standing, number>> = {
  possible: EXIT.passed,
  impossible: EXIT.failed,
  'not-enough': EXIT.inconclusive,
};

const WORDS: Readonly<Record<Standing, string>> = {
  possible: '✓ possible',
  impossible: '✗ impossible',
  'not-enough': '? not enough said',
};

function textOf(audited: PublishedAudit): string {
  const { verdict, findings, unread, blocks, assumptions } = audited;
  const count = (standing: Standing): number => findings.filter((one) => one.standing === standing).length;
  const lines = [
    `${WORDS[verdict]}: ${findings.length} things recomputed, ${count('impossible')} impossible, ${count('not-enough')} open`,
    '',
    ...(findings.length === 0 ? [NOTHING] : []),
    ...findings.map(
      ({ standing, file, line, says }) => `${WORDS[standing].slice(0, 1)} ${file}:${line}  ${says}`,
    ),
    ...unread.map(
      ({ file, line, text, expected }) => `? ${file}:${line}  not understood, expected ${expected}: ${text}`,
    ),
    '',
    `Read: ${blocks.map(({ file, line, kind }) => `${KINDS[kind]} at ${file}:${line}`).join(', ')}.`,
    `Taken for granted: ${assumptions.join('; ')}.`,
  ];
  return `${lines.join('\n')}\n`;
}

const NOTHING =
  '? no number here follows from another: that takes two rows of a watch, two rescales, or a description with a value';

const KINDS = { describe: 'a description', table: 'a table of HPAs', events: 'a table of events' } as const;

async function readTexts(
  host: Pick<Host, 'cwd' | 'files' | 'stdin'>,
  names: readonly string[],
): Promise<readonly PublishedText[]> {
  return Promise.all(
    (names.length === 0 ? [STDIN] : names).map(async (name) => {
      try {
        return { name: name === STDIN ? 'stdin' : name, text: await readInput(host, name) };
      } catch (error) {
        throw new ScaleproofError('usage', `cannot read ${name}: ${errorText(error)}`, { cause: error });
      }
    }),
  );
}

function durationOf(flag: string, text: string): number {
  const ms = parseDuration(text);
  if (ms === undefined)
    throw new ScaleproofError(
      'usage',
      `${flag}: expected a duration such as 30s or 5m, found ${JSON.stringify(text)}`,
    );
  return ms;
}

function shareOf(tolerance: number): number {
  if (tolerance >= 0 && tolerance < 1) return tolerance;
  throw new ScaleproofError('usage', `--tolerance: expected a share from 0 up to 1, found ${tolerance}`);
}
