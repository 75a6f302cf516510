import type { Host } from '../../host/host.ts';
import type { InitArguments } from './init-arguments.ts';

interface Question {
  readonly text: string;
  readonly fallback: string;
  readonly fits: (answer: string) => boolean;
  readonly wanted: string;
  readonly put: (answer: string) => Partial<InitArguments>;
}

const whole = (answer: string) => /^[1-9]\d*$/.test(answer);

/** The questions whose answers the command line did not give. */
function questionsFor(argv: InitArguments): readonly Question[] {
  const { target, min, max, averageValue, rate } = argv;
  const all: readonly (readonly [unknown, Question])[] = [
    [
      target,
      {
        text: 'Where will it run: lab, twin or cluster?',
        fallback: 'lab',
        wanted: 'lab, twin or cluster',
        fits: (answer) => ['lab', 'twin', 'cluster'].includes(answer),
        put: (answer) => ({ target: answer as 'lab' | 'twin' | 'cluster' }),
      },
    ],
    [min, number('Fewest replicas?', '1', (value) => ({ min: value }))],
    [max, number('Most replicas?', '10', (value) => ({ max: value }))],
    [
      averageValue,
      {
        text: 'Target of the duty cycle per pod, in percent?',
        fallback: '20',
        wanted: 'a number above 0',
        fits: (answer) => Number(answer) > 0,
        put: (answer) => ({ averageValue: answer }),
      },
    ],
    [rate, number('Images a second at the peak?', '6', (value) => ({ rate: value }))],
  ];
  return all.filter(([given]) => given === undefined).map(([, question]) => question);
}

function number(text: string, fallback: string, put: (value: number) => Partial<InitArguments>): Question {
  return {
    text,
    fallback,
    wanted: 'a whole number from 1',
    fits: whole,
    put: (answer) => put(Number(answer)),
  };
}

/** Asks for what the command line left out, where somebody sits at a terminal; an empty answer takes the default. */
export async function ask(
  host: Pick<Host, 'stdin' | 'stderr' | 'isAsking'>,
  argv: InitArguments,
): Promise<InitArguments> {
  const questions = questionsFor(argv);
  if (!host.isAsking || !host.stderr.isTTY || questions.length === 0) return argv;
  const answers = linesOf(host.stdin);
  let told = argv;
  for (const question of questions) {
    for (;;) {
      host.stderr.write(`${question.text} [${question.fallback}] `);
      const line = await answers.next();
      // The end of the input is no answer: the rest keeps its defaults.
      if (line.done) return told;
      const answer = line.value.trim() || question.fallback;
      if (question.fits(answer)) {
        told = { ...told, ...question.put(answer) };
        break;
      }
      host.stderr.write(`  wanted ${question.wanted}, found ${JSON.stringify(answer)}\n`);
    }
  }
  await answers.return(undefined);
  return told;
}

async function* linesOf(pieces: AsyncIterable<string>): AsyncGenerator<string, undefined> {
  let rest = '';
  for await (const piece of pieces) {
    const lines = (rest + piece).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  if (rest !== '') yield rest;
  return undefined;
}
