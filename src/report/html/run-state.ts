/** Whether a run is over, or still on and its page is made again and again. */
export type RunState = 'finished' | 'running';
