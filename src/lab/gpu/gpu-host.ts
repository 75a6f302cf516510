import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../../clock/clock.ts';
import { errorText, ScaleproofError } from '../../errors/scaleproof-error.ts';
import { Allocation } from './allocation.ts';
import { Device } from './device.ts';
import {
  asInstance,
  type GpuHolder,
  type GpuIdentity,
  type GpuNode,
  type GpuSnapshots,
  listGpus,
} from './inventory.ts';
import { type KernelDoor, type KernelSocket, openKernelSocket } from './kernel-socket.ts';
import { type GpuOffer, WHOLE_GPUS } from './offer.ts';
import { openSnapshotSocket } from './snapshot-socket.ts';

/** Memory that an idle driver and one connected process take on a GPU, in MiB. */
const DRIVER_MIB = 3;
const CONTEXT_MIB = 512;

/** What a container asks of the GPUs of its node. */
export interface GpuRequest extends GpuHolder {
  readonly node: string;
  readonly count: number;
}

/** The emulated GPUs of all lab nodes: devices outside the workload, owned by their node. */
export interface GpuHost {
  /** Every device as it is now. */
  devices(): GpuSnapshots;
  /** Gives a container its GPUs and opens the pod's kernel socket; rejects when the node has too few free ones. */
  allocate(request: GpuRequest): Promise<{ readonly uuids: readonly string[]; readonly socketPath: string }>;
  /** Frees the GPUs of a pod and closes its socket. */
  release(podUid: string): void;
  /** Kernel socket of a pod that holds GPUs. */
  socketPathFor(podUid: string): string | undefined;
  /** Unix socket that answers `GET /devices?node=NAME` with a snapshot; the exporter reads it. */
  readonly snapshotSocketPath: string;
  /** How pods may hold devices from now on; who holds one already keeps it. */
  offer: GpuOffer;
  stop(): Promise<void>;
}

interface PodDoor {
  readonly socket: KernelSocket;
  connections: number;
}

/** Starts the GPUs of the nodes. */
export async function startGpuHost(options: {
  readonly nodes: readonly GpuNode[];
  readonly clock: Clock;
  /** A folder that exists, of a short path: that of a unix socket may have about 100 characters. */
  readonly socketFolder: string;
}): Promise<GpuHost> {
  const host = new EmulatedGpus(options.nodes, options.clock, options.socketFolder);
  await host.listen();
  return host;
}

class EmulatedGpus implements GpuHost {
  readonly snapshotSocketPath: string;
  offer: GpuOffer = WHOLE_GPUS;
  readonly #clock: Clock;
  readonly #gpus: readonly GpuIdentity[];
  readonly #allocation: Allocation;
  readonly #devices = new Map<string, Device>();
  readonly #doors = new Map<string, PodDoor>();
  readonly #folder: string;
  readonly #sleeps = new Map<string, AbortController>();
  #stopped = false;
  #snapshots: { close(): Promise<void> } | undefined;
  #socketCount = 0;

  constructor(nodes: readonly GpuNode[], clock: Clock, socketFolder: string) {
    this.#clock = clock;
    this.#gpus = listGpus(nodes);
    this.#allocation = new Allocation(this.#gpus);
    for (const gpu of this.#gpus) this.#devices.set(gpu.uuid, new Device());
    this.#folder = socketFolder;
    this.snapshotSocketPath = join(this.#folder, 'gpu-devices.sock');
  }

  async listen(): Promise<void> {
    this.#snapshots = await openSnapshotSocket(this.snapshotSocketPath, () => this.devices());
  }

  devices(): GpuSnapshots {
    const at = this.#clock.now();
    return { at, devices: this.#gpus.map((gpu) => this.#snapshot(gpu, at)) };
  }

  #snapshot(gpu: GpuIdentity, at: number): GpuSnapshots['devices'][number] {
    const sharers = this.#allocation.holdersOf(gpu.uuid);
    const holder = sharers[0];
    const connections = sharers.reduce(
      (sum, one) => sum + (this.#doors.get(one.podUid)?.connections ?? 0),
      0,
    );
    const { mig, sharedBy } = this.offer;
    const load = this.#devices.get(gpu.uuid)?.load(at) ?? { busyMs: 0, queue: 0 };
    const memoryUsedMiB = Math.min(gpu.memoryMiB, DRIVER_MIB + connections * CONTEXT_MIB);
    return {
      ...gpu,
      ...load,
      memoryUsedMiB,
      ...(holder ? { holder } : {}),
      ...(sharedBy > 1 && holder ? { sharers } : {}),
      ...(mig === undefined ? {} : { mig: asInstance(gpu, mig) }),
    };
  }

  async allocate(request: GpuRequest) {
    const { node, count, ...holder } = request;
    const uuids = this.#allocation.take(node, count, holder, this.offer.sharedBy);
    if (!uuids) {
      throw new ScaleproofError(
        'target-unavailable',
        `${count} GPU(s) wanted for ${holder.namespace}/${holder.pod} on ${node}, ${this.#allocation.freeOn(node, this.offer.sharedBy)} free`,
        { hint: 'pods that are still terminating hold their GPUs until they have ended' },
      );
    }
    const socketPath = this.socketPathFor(holder.podUid) ?? (await this.#openDoor(holder.podUid));
    return { uuids, socketPath };
  }

  async #openDoor(podUid: string): Promise<string> {
    const path = join(this.#folder, `gpu-${++this.#socketCount}.sock`);
    const door: KernelDoor = {
      launch: (gpu, ms, settle) => this.#launch(podUid, gpu, ms, settle),
      onOpen: () => this.#countConnection(podUid, 1),
      onClose: () => this.#countConnection(podUid, -1),
    };
    const socket = await openKernelSocket(path, door);
    this.#doors.set(podUid, { socket, connections: 0 });
    return path;
  }

  #countConnection(podUid: string, by: number): void {
    const door = this.#doors.get(podUid);
    if (door) door.connections += by;
  }

  #launch(podUid: string, uuid: string, ms: number, settle: Parameters<KernelDoor['launch']>[2]) {
    const device = this.#devices.get(uuid);
    if (!device) return `no GPU ${uuid} on this machine`;
    if (!this.#allocation.holdersOf(uuid).some((one) => one.podUid === podUid))
      return `GPU ${uuid} is not allocated to this pod`;
    const kernel = device.launch({ ms, settle }, this.#clock.now());
    this.#watch(uuid, device).catch((error) => device.fail(errorText(error)));
    return {
      cancel: () => {
        kernel.cancel(this.#clock.now());
        this.#sleeps.get(uuid)?.abort(new Error('a kernel was taken off'));
      },
    };
  }

  /** Looks at a device again when its running kernel ends, for as long as it has any. */
  async #watch(uuid: string, device: Device): Promise<void> {
    if (this.#sleeps.has(uuid)) return;
    for (let end = device.nextEnd(); end !== undefined && !this.#stopped; end = device.nextEnd()) {
      const sleep = new AbortController();
      this.#sleeps.set(uuid, sleep);
      // Woken when a kernel is taken off: then another end is the next.
      await this.#clock.sleep(end - this.#clock.now(), sleep.signal).catch(() => {});
      device.advance(this.#clock.now());
    }
    this.#sleeps.delete(uuid);
  }

  release(podUid: string): void {
    this.#allocation.free(podUid);
    this.#doors.get(podUid)?.socket.close();
    this.#doors.delete(podUid);
  }

  socketPathFor(podUid: string): string | undefined {
    return this.#doors.get(podUid)?.socket.path;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    for (const sleep of this.#sleeps.values()) sleep.abort(new Error('the GPU host stops'));
    for (const podUid of [...this.#doors.keys()]) this.release(podUid);
    await this.#snapshots?.close();
    rmSync(this.snapshotSocketPath, { force: true });
  }
}
