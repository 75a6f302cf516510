import type { GpuReading } from '../readings.ts';

/** What an exporter knows beside the devices. */
export interface FormatOptions {
  /** Name of its node. */
  readonly hostname: string;
  /** Whether it asks the kubelet which pod holds which GPU. */
  readonly mapPods: boolean;
  /** Whether it lists every pod that shares a GPU. */
  readonly virtualGpus: boolean;
  /** When the devices were read, milliseconds since the epoch. */
  readonly at: number;
}

/** The text of one exporter, as its own source prints it. */
export interface ExporterFormat {
  /** Path that answers 200 while the exporter lives. */
  readonly healthPath: string;
  render(readings: readonly GpuReading[], options: FormatOptions): string;
}
