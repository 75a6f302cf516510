import { z } from 'zod';
import { parseDuration } from '../units/duration.ts';
import { parseQuantity } from '../units/quantity.ts';

/** A duration as written (`30s`); the scenario holds milliseconds. */
export const duration = z
  .string()
  .regex(/^(?:0|(?:\d+(?:\.\d+)?(?:ms|s|m|h))+)$/, 'a duration such as 500ms, 30s or 1m30s')
  .transform((text) => parseDuration(text) ?? Number.NaN)
  .refine((ms) => ms <= 24 * 3_600_000, 'at most 24h')
  .meta({ description: 'A duration: 500ms, 30s, 1m30s, 2h.' });

/** The time between two of what comes again and again; with 0 it would come without end. */
export const period = duration.refine((ms) => ms >= 1, 'at least 1ms');

/** A Kubernetes quantity as written (`20`, `"64500m"`); kept as text because Kubernetes gives it its meaning. */
export const quantity = z
  .union([z.string(), z.number()])
  .transform(String)
  .refine((text) => parseQuantity(text) !== undefined, 'a Kubernetes quantity such as 20, 64500m or 1.5Gi')
  .meta({ description: 'A Kubernetes quantity: 20, 64500m, 1.5Gi.' });

/** A DNS label, as Kubernetes wants for names. */
export const dnsLabel = z
  .string()
  .regex(
    /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/,
    'a DNS label: lower-case letters, digits and dashes, at most 63',
  );

/** A whole number of at least 0 or at least 1. */
export const count = z.int().min(0);
export const positive = z.int().min(1);

/** Defaults fill in before parsing, so that an object's own defaults apply when it is left out. */
export function withDefaults<T extends z.ZodType>(schema: T): z.ZodPrefault<T> {
  return schema.prefault({} as z.input<T>);
}
