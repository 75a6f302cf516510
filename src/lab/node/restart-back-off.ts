/** How long a container waits before it is started again. */
export interface RestartBackOff {
  /** The wait after a run that lasted `ranMs`; each call is one more end of the container. */
  next(ranMs: number): number;
}

/** The waits of a kubelet: none after the first end, then 10 s, doubled up to 5 min, forgotten after 10 min of running. */
export const KUBELET_BACK_OFF = { initialMs: 10_000, maxMs: 300_000, forgetAfterMs: 600_000 } as const;

/** Makes the back-off of one container. */
export function restartBackOff(
  settings: {
    readonly initialMs: number;
    readonly maxMs: number;
    readonly forgetAfterMs: number;
  } = KUBELET_BACK_OFF,
): RestartBackOff {
  let ends = 0;
  return {
    next: (ranMs) => {
      if (ranMs >= settings.forgetAfterMs) ends = 0;
      const wait = ends === 0 ? 0 : settings.initialMs * 2 ** (ends - 1);
      ends++;
      return Math.min(wait, settings.maxMs);
    },
  };
}
