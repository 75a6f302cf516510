import type { Registration } from '../command.ts';

/** Registers `audit`. */
export function registerAudit({ yargs, context, chosen }: Registration): void {
  yargs.command(
    'audit [file..]',
    'Judge published kubectl output of an HPA: possible, impossible, or not enough said',
    (y) =>
      y
        .positional('file', {
          type: 'string',
          array: true,
          describe: 'Texts with output of describe hpa, get hpa -w or get events; stdin without any, or -',
        })
        .options({
          run: {
            type: 'string',
            describe: 'A recorded run of the same time: every number has to be one that it saw',
          },
          tolerance: {
            type: 'number',
            default: 0.1,
            describe: '--horizontal-pod-autoscaler-tolerance of that controller',
          },
          'downscale-stabilization': {
            type: 'string',
            describe:
              '--horizontal-pod-autoscaler-downscale-stabilization of that controller, for example 5m',
          },
          startup: {
            type: 'string',
            default: '2m',
            describe: 'How long a new pod may be without a sample',
          },
          'all-ready': {
            type: 'boolean',
            default: false,
            describe: 'You vouch that every pod had a sample all the time: none was new, unready or silent',
          },
          'whole-samples': {
            type: 'boolean',
            default: false,
            describe:
              'You vouch that each pod reports whole numbers, as DCGM_FI_DEV_GPU_UTIL of one GPU does',
          },
          output: { alias: 'o', choices: ['text', 'json'] as const, default: 'text' as const },
        })
        .example('$0 audit evidence.md', 'finds kubectl output in any text, with prose and prompts around it')
        .example('$0 audit describe.txt watch.txt', 'texts of the same HPA complete each other')
        .example('$0 audit watch.txt --run reports/NAME/RUN-ID', 'holds each number against a record')
        .example('kubectl describe hpa NAME | $0 audit', 'recomputes what it says')
        .example('$0 audit FILE --downscale-stabilization 5m', 'holds scale-downs against that window')
        .epilogue('Exit codes: 0 possible, 1 impossible, 2 nothing readable, 3 not enough said.'),
    (argv) => chosen(import('./audit.ts').then(({ audit }) => audit(context, argv))),
  );
}
