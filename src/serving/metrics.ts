/** Upper bounds of the duration buckets, seconds. */
const BUCKETS = [0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10] as const;

/** Counts of one serving process since its start. */
export interface ServingMetrics {
  accepted(): void;
  completed(seconds: number): void;
  rejected(): void;
  /** An accepted request that got no image: the client left, or styling failed. */
  failed(): void;
  /** The text format of Prometheus. */
  render(queueDepth: number): string;
}

/** Starts counting at zero. */
export function makeMetrics(): ServingMetrics {
  const counts = { accepted: 0, completed: 0, rejected: 0, failed: 0 };
  const buckets = BUCKETS.map(() => 0);
  let sum = 0;
  return {
    accepted: () => void counts.accepted++,
    rejected: () => void counts.rejected++,
    failed: () => void counts.failed++,
    completed: (seconds) => {
      counts.completed++;
      sum += seconds;
      BUCKETS.forEach((bound, index) => {
        if (seconds <= bound) buckets[index]!++;
      });
    },
    render: (queueDepth) =>
      [
        ...counter('style_requests_accepted_total', 'Requests taken in.', counts.accepted),
        ...counter('style_requests_completed_total', 'Requests answered with an image.', counts.completed),
        ...counter('style_requests_rejected_total', 'Requests refused by a full queue.', counts.rejected),
        ...counter('style_requests_failed_total', 'Requests taken in that got no image.', counts.failed),
        '# HELP style_queue_depth Requests in the pod now.',
        '# TYPE style_queue_depth gauge',
        `style_queue_depth ${queueDepth}`,
        '# HELP style_request_seconds From acceptance to the last byte of the answer.',
        '# TYPE style_request_seconds histogram',
        ...BUCKETS.map((bound, index) => `style_request_seconds_bucket{le="${bound}"} ${buckets[index]}`),
        `style_request_seconds_bucket{le="+Inf"} ${counts.completed}`,
        `style_request_seconds_sum ${sum}`,
        `style_request_seconds_count ${counts.completed}`,
        '',
      ].join('\n'),
  };
}

function counter(name: string, help: string, value: number): readonly string[] {
  return [`# HELP ${name} ${help}`, `# TYPE ${name} counter`, `${name} ${value}`];
}
