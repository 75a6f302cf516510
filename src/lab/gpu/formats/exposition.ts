import type { GpuReading } from '../readings.ts';

/** A label and its value, in the order of printing. */
export type Label = readonly [name: string, value: string];

/** One sample of a family. */
export interface Sample {
  readonly labels: readonly Label[];
  /** As printed. */
  readonly value: string;
  /** Milliseconds since the epoch, for exporters that stamp their samples. */
  readonly at?: number;
}

/** One gauge with its comment lines. */
export interface Family {
  readonly name: string;
  readonly help: string;
  readonly samples: readonly Sample[];
}

/** A family of Go-printed values with one sample for each GPU. */
export function gpuGauge(
  { name, help }: Pick<Family, 'name' | 'help'>,
  readings: readonly GpuReading[],
  labelsOf: (reading: GpuReading) => readonly Label[],
  value: (reading: GpuReading) => number,
): Family {
  const samples = readings.map((reading) => ({ labels: labelsOf(reading), value: goFloat(value(reading)) }));
  return { name, help, samples };
}

/** The comment lines of a family. */
export function commentsOf({ name, help }: Pick<Family, 'name' | 'help'>): readonly string[] {
  return [`# HELP ${name} ${help}`, `# TYPE ${name} gauge`];
}

/** The lines of a family's samples in the Prometheus text format. */
export function sampleLines({ name, samples }: Pick<Family, 'name' | 'samples'>): readonly string[] {
  return samples.map(({ labels, value, at }) => {
    const pairs = labels.map(([label, text]) => `${label}="${escaped(text)}"`);
    return `${name}{${pairs.join(',')}} ${value}${at === undefined ? '' : ` ${at}`}`;
  });
}

/** Families as the Go client prints them: by name, labels by name, no family without a sample. */
export function goClientText(families: readonly Family[]): string {
  const lines = families
    .filter(({ samples }) => samples.length > 0)
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((family) => [
      ...commentsOf(family),
      ...sampleLines({
        name: family.name,
        samples: family.samples.map((sample) => ({ ...sample, labels: byName(sample.labels) })),
      }),
    ]);
  return lines.map((line) => `${line}\n`).join('');
}

/** Labels in the order of their names. */
export function byName(labels: readonly Label[]): readonly Label[] {
  return labels.toSorted(([a], [b]) => (a < b ? -1 : 1));
}

/** A number as Go's `strconv.FormatFloat(f, 'g', -1, 64)` writes it: 15360, but 1.5811477504e+10. */
export function goFloat(value: number): string {
  const magnitude = value === 0 ? 0 : Math.floor(Math.log10(Math.abs(value)));
  if (magnitude >= -4 && magnitude < 6) return String(value);
  return value.toExponential().replace(/e([+-])(\d)$/, 'e$10$2');
}

function escaped(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}
