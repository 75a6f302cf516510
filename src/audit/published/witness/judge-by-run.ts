import { type NamedFinding, open } from '../finding.ts';
import type { ReadBlock } from '../read-block.ts';
import { judgeDescriptionByRun } from './judge-description-by-run.ts';
import { judgeEventsByRun, printedWhen } from './judge-events-by-run.ts';
import { judgeRowsByRun } from './judge-rows-by-run.ts';
import type { RunWitness } from './run-witness.ts';

/** Holds all that texts say of the HPA of a recorded run against what the run saw. */
export function judgeByRun(read: readonly ReadBlock[], witness: RunWitness): readonly NamedFinding[] {
  const isOurs = (name: string, namespace?: string): boolean =>
    name === witness.name && (namespace ?? witness.namespace) === witness.namespace;
  const other = (file: string, line: number, name: string): NamedFinding => {
    const says = `the run watched the HPA ${witness.namespace}/${witness.name}, not ${name} (${witness.file})`;
    return { ...open(line, says), file };
  };
  return read.flatMap(({ described, rows, events }): readonly NamedFinding[] => [
    ...described.flatMap(({ file, hpa }) =>
      isOurs(hpa.name, hpa.namespace)
        ? judgeDescriptionByRun(hpa, witness).map((one) => ({ ...one, file }))
        : [other(file, hpa.line, hpa.name)],
    ),
    ...rows.flatMap((watch) => {
      const [name = '', namespace] = watch.name.split('/').reverse();
      return isOurs(name, namespace)
        ? judgeRowsByRun(watch, witness)
        : [other(watch.file, watch.rows[0]!.line, watch.name)];
    }),
    ...events.flatMap(({ file, name, all, deployment }) => {
      if (!isOurs(name)) return all[0] === undefined ? [] : [other(file, all[0].line, name)];
      const told = [
        { object: `HorizontalPodAutoscaler/${name}`, events: all },
        { object: `Deployment/${name}`, events: deployment },
      ];
      return judgeEventsByRun(told, printedWhen(told, witness), witness).map((one) => ({ ...one, file }));
    }),
  ]);
}
