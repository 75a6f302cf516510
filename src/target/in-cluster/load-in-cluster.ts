import { join } from 'node:path';
import type { Clock } from '../../clock/clock.ts';
import { ScaleproofError } from '../../errors/scaleproof-error.ts';
import type { Files } from '../../host/host.ts';
import { getObject } from '../../kube/access.ts';
import type { KubeConnection } from '../../kube/connect.ts';
import type { KubeObject } from '../../kube/objects.ts';
import { followPlay } from '../../load/follow-play.ts';
import { K6_ARGUMENTS, K6_ENVIRONMENT, SCRIPT_FILES } from '../../load/k6-load.ts';
import type { PreparedLoad } from '../../load/load.ts';
import { preparePlay } from '../../load/play.ts';
import { SHEET_FILE } from '../../load/play-list.ts';
import type { Plan } from '../../plan/plan.ts';
import { isRunning } from '../../process/kill.ts';
import { workloadRefs } from '../../workload/refs.ts';
import { applySender } from '../../workload/sender/apply-sender.ts';
import { buildLoadJob } from '../../workload/sender/load-job.ts';
import { buildPlayMaps, PLAY_FOLDER } from '../../workload/sender/play-volume.ts';
import { buildPress } from '../../workload/sender/press.ts';
import { playFiles } from './play-files.ts';
import { podSender } from './pod-sender.ts';
import { jobSwitches, pressSwitches } from './switches.ts';

/** A Job gets so much longer than start-up and load together before Kubernetes itself ends it; seconds. */
const JOB_SLACK_S = 60;

/** What sending from within a cluster stands on. */
export interface InClusterParts {
  readonly runId: string;
  readonly connection: KubeConnection;
  readonly clock: Clock;
  readonly files: Files;
  /** Folder of the run. */
  readonly artifacts: string;
  /** Processes of the pods that send, on the lab only. */
  readonly processes?: () => Promise<readonly number[]>;
}

/** Load from within the cluster (row S13): applies the sender, switched off, and follows it by the log of its pod. */
export async function prepareLoadInCluster(parts: InClusterParts, plan: Plan): Promise<PreparedLoad> {
  const { connection, clock, files, runId } = parts;
  const { scenario } = plan;
  const { kind, sender } = scenario.load;
  const run = { scenario, runId };
  const serverIp = await serverAddress(parts, plan);
  const spec = { plan, baseUrl: `http://${serverIp}`, folder: join(parts.artifacts, 'load'), files };
  const play = await preparePlay(spec, 'stdout');
  const played = await playFiles(play, files, kind === 'job');
  const address = { serverIp, sheetFile: SHEET_FILE };
  const k6 = {
    args: [...K6_ARGUMENTS, `${PLAY_FOLDER}/${SCRIPT_FILES[0]}`],
    env: K6_ENVIRONMENT,
    mostSeconds: Math.ceil((sender.startupBudget + play.sheet.maxDurationMs) / 1000) + JOB_SLACK_S,
  };
  await applySender(connection, run, (owner) => [
    ...buildPlayMaps(run, owner, played),
    kind === 'job' ? buildLoadJob(run, owner, address, played, k6) : buildPress(run, owner, address, played),
  ]);
  const start = podSender({
    ...(kind === 'job' ? jobSwitches(connection, run) : pressSwitches(connection, run)),
    connection,
    clock,
    parts: run,
    startDeadlineMs: sender.startupBudget,
    stopDeadlineMs: stopWithin(plan),
    ...(parts.processes === undefined ? {} : { processes: parts.processes }),
    isAlive: isRunning,
  });
  const onSummary = (summary: unknown) =>
    files.writeText(join(parts.artifacts, 'k6-summary.json'), JSON.stringify(summary, null, 2));
  return {
    start: (emit, signal) => followPlay({ play, start, load: { clock, files }, onSummary }, emit, signal),
  };
}

/** The bound of `loadStops`, which every plan with such a load has. */
function stopWithin({ assertions }: Plan): number {
  const planned = assertions.find(({ spec }) => spec.kind === 'loadStops');
  const bound = planned?.bounds.find(({ name }) => name === 'within');
  if (bound === undefined) throw new Error('the plan does not say how soon the load has to stop');
  return bound.value;
}

/** SERVER_IP: the Service's own address, as the walk-through has it; a headless one is called by its name. */
async function serverAddress({ connection }: InClusterParts, { scenario }: Plan): Promise<string> {
  const { namespace, service: name } = workloadRefs(scenario);
  const ref = { apiVersion: 'v1', kind: 'Service', name, namespace };
  const service = await getObject<
    KubeObject & {
      readonly spec: { readonly clusterIP?: string; readonly ports?: readonly { readonly port: number }[] };
    }
  >(connection, ref);
  const port = service?.spec.ports?.[0]?.port;
  if (service === undefined || port === undefined) {
    throw new ScaleproofError(
      'target-unavailable',
      `Service ${namespace}/${name} is not there, or has no port`,
    );
  }
  const { clusterIP = 'None' } = service.spec;
  return `${clusterIP === 'None' ? `${name}.${namespace}.svc` : clusterIP}:${port}`;
}
