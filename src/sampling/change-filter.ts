import type { Observation } from '../sample/observation.ts';

/** Tells whether an observation says anything but its time that the one before of the same key did not. */
export function makeChangeFilter(): (observation: Observation, key?: string) => boolean {
  const last = new Map<string, string>();
  return (observation, key = '') => {
    const { at: _, ...content } = observation;
    const text = JSON.stringify(content);
    if (last.get(key) === text) return false;
    last.set(key, text);
    return true;
  };
}
