/** How the server runs; read from the environment of its container. */
export interface ServingOptions {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** Answered as `x-pod`. */
  readonly pod: string;
  /** Path of multistyle26.onnx; without it a plain filter stands in. */
  readonly modelPath: string | undefined;
  /** Unix socket of the emulated GPU; without it no kernel is launched. */
  readonly deviceSocket: string | undefined;
  /** UUIDs of the GPUs that the container got; one image at a time runs on each. */
  readonly gpus: readonly string[];
  /** Requests that may be in the pod at once; more are answered with 429. */
  readonly queueLimit: number;
  /** Device time of one image of 128x128 pixels, milliseconds. */
  readonly kernelMs: number;
  /** How long an answer is held back after its kernel, milliseconds: work that keeps a request but no GPU. */
  readonly holdMs: number;
  readonly drain: 'graceful' | 'abrupt';
  readonly ready: 'model' | 'never';
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Reads the options from environment variables; throws an `Error` that lists every bad one. */
export function readServingOptions(env: Environment): ServingOptions {
  const faults: string[] = [];
  const number = (name: string, fallback: number, least: number): number => {
    const text = env[name] ?? '';
    const value = text === '' ? fallback : Number(text);
    if (!Number.isFinite(value) || value < least) {
      faults.push(`${name} is '${text}', wanted a number of at least ${least}`);
    }
    return value;
  };
  const choice = <T extends string>(name: string, allowed: readonly [T, ...T[]]): T => {
    const text = env[name] || allowed[0];
    const found = allowed.find((one) => one === text);
    if (found === undefined) faults.push(`${name} is '${text}', wanted one of ${allowed.join(', ')}`);
    return found ?? allowed[0];
  };
  const options: ServingOptions = {
    host: env.HOST || '0.0.0.0',
    port: number('PORT', 5000, 0),
    pod: env.POD_NAME || env.HOSTNAME || 'unnamed',
    modelPath: env.MODEL_PATH || undefined,
    deviceSocket: env.GPU_DEVICE_SOCKET || undefined,
    gpus: visibleGpus(env.NVIDIA_VISIBLE_DEVICES),
    queueLimit: number('QUEUE_LIMIT', 64, 1),
    kernelMs: number('KERNEL_MS', 150, 0),
    holdMs: number('HOLD_MS', 0, 0),
    drain: choice('DRAIN', ['graceful', 'abrupt']),
    ready: choice('READY', ['model', 'never']),
  };
  if (faults.length > 0) throw new Error(faults.join('; '));
  return options;
}

function visibleGpus(text: string | undefined): readonly string[] {
  const words = (text ?? '').split(',').map((word) => word.trim());
  return words.filter((word) => word !== '' && !['all', 'none', 'void'].includes(word));
}
