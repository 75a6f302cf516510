import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { auditPublished } from './audit-published.ts';
import { STOCK, withOneNumberChanged } from './changed-numbers.fixture.ts';

const fixture = (name: string) =>
  readFileSync(
    new URL(
      `../../../fixtures/kubectl/${name}${name.startsWith('published/') ? '.md' : '.txt'}`,
      import.meta.url,
    ),
    'utf8',
  );
const audit = (text: string, known = STOCK) => auditPublished([{ name: 'a', text }], known);

const RECORDED = [
  'describe-first-step',
  'describe-scaling-out',
  'describe-steady',
  'describe-stabilized',
  'describe-scaling-in',
  'describe-scaled-in',
  'get-hpa-watch',
  'get-events-watch',
  'get-events',
  'behavior-describe-scaling-out',
  'behavior-describe-held',
  'behavior-describe-first-step-in',
  'behavior-describe-scaling-in',
  'behavior-get-hpa-watch',
  'behavior-get-events',
];

/** Texts of the same HPA. */
const FAMILIES = [
  RECORDED.filter((name) => !name.startsWith('behavior-')),
  RECORDED.filter((name) => name.startsWith('behavior-')),
];

describe('what kubectl said of a real HPA', () => {
  it.each(RECORDED)('is possible: %s', (name) => {
    const { verdict, findings } = audit(fixture(name));
    expect(findings.filter(({ standing }) => standing !== 'possible')).toEqual([]);
    expect(verdict).toBe('possible');
  });

  it.each(FAMILIES)('is possible together: %s, %s and all others of the same HPA', (...names) => {
    const texts = names.map((name) => ({ name, text: fixture(name) }));
    const { verdict, findings } = auditPublished(texts, STOCK);
    expect(findings.filter(({ standing }) => standing !== 'possible')).toEqual([]);
    expect(verdict).toBe('possible');
  });
});

/** What became of the texts in which one number of one kind was changed. */
interface Score {
  changed: number;
  impossible: number;
  open: number;
}

/** Of each kind of number; each text is judged beside all others of its family. */
function scoreOf(names: readonly string[], known = STOCK): Readonly<Record<string, Score>> {
  const score: Record<string, Score> = {};
  for (const name of names) {
    const family = FAMILIES.find((one) => one.includes(name)) ?? [];
    const beside = family
      .filter((other) => other !== name)
      .map((other) => ({ name: other, text: fixture(other) }));
    for (const change of withOneNumberChanged(fixture(name))) {
      const { verdict } = auditPublished([{ name, text: change.text }, ...beside], known);
      score[change.what] ??= { changed: 0, impossible: 0, open: 0 };
      const tally = score[change.what]!;
      tally.changed++;
      if (verdict === 'impossible') tally.impossible++;
      if (verdict === 'not-enough') tally.open++;
    }
  }
  return score;
}

/** The same for the texts of a kind, once, because it takes a while. */
const scored: { descriptions?: ReturnType<typeof scoreOf>; tables?: ReturnType<typeof scoreOf> } = {};
const descriptions = () => {
  scored.descriptions ??= scoreOf(RECORDED.filter((name) => name.includes('describe')));
  return scored.descriptions;
};
const tables = () => {
  scored.tables ??= scoreOf(RECORDED.filter((name) => !name.includes('describe')));
  return scored.tables;
};

/** The kinds of numbers in each row of the table of docs/evidence.md, in its order. */
const ROWS = [
  ['metric value'],
  ['metric target', 'min replicas', 'max replicas'],
  ['current pods', 'desired pods', 'size in a condition'],
  ['window', 'policy', 'period'],
  ['size in an event'],
  ['size of the Deployment'],
  ['replicas of a row'],
  ['age of a row'],
];

describe('the same with one number changed by hand', () => {
  it('is impossible as often as docs/evidence.md says', () => {
    const page = readFileSync(new URL('../../../docs/evidence.md', import.meta.url), 'utf8');
    const [, table = ''] = /\| changed number .*\n\|---.*\n((?:\|.*\n)+)/.exec(page) ?? [];
    const said = table
      .trimEnd()
      .split('\n')
      .map((row) => row.split('|').slice(2, 4));
    const scores = [descriptions(), tables()];
    const found = ROWS.map((kinds) =>
      scores.map((score) => {
        const own = kinds.flatMap((kind) => score[kind] ?? []);
        const sum = (key: keyof Score) => own.reduce((all, one) => all + one[key], 0);
        return own.length === 0 ? '' : `${sum('impossible') || 'none'} of ${sum('changed')}`;
      }),
    );
    expect(said.map((row) => row.map((cell) => /(?:\d+|none) of \d+/.exec(cell)?.[0] ?? ''))).toEqual(found);
  });

  it('is impossible in a description wherever another line says the number too, and possible where none does', () => {
    expect(descriptions()).toMatchInlineSnapshot(`
      {
        "current pods": {
          "changed": 10,
          "impossible": 10,
          "open": 0,
        },
        "desired pods": {
          "changed": 10,
          "impossible": 10,
          "open": 0,
        },
        "max replicas": {
          "changed": 10,
          "impossible": 10,
          "open": 0,
        },
        "metric target": {
          "changed": 10,
          "impossible": 10,
          "open": 0,
        },
        "metric value": {
          "changed": 10,
          "impossible": 10,
          "open": 0,
        },
        "min replicas": {
          "changed": 10,
          "impossible": 10,
          "open": 0,
        },
        "period": {
          "changed": 12,
          "impossible": 9,
          "open": 3,
        },
        "policy": {
          "changed": 12,
          "impossible": 9,
          "open": 3,
        },
        "size in a condition": {
          "changed": 5,
          "impossible": 5,
          "open": 0,
        },
        "size in an event": {
          "changed": 31,
          "impossible": 31,
          "open": 0,
        },
        "window": {
          "changed": 8,
          "impossible": 6,
          "open": 2,
        },
      }
    `);
  });

  it('is impossible in a table or in events unless a pod without a sample, or nothing, can tell', () => {
    expect(tables()).toMatchInlineSnapshot(`
      {
        "age of a row": {
          "changed": 65,
          "impossible": 0,
          "open": 0,
        },
        "max replicas": {
          "changed": 65,
          "impossible": 64,
          "open": 1,
        },
        "metric target": {
          "changed": 65,
          "impossible": 64,
          "open": 1,
        },
        "metric value": {
          "changed": 62,
          "impossible": 11,
          "open": 0,
        },
        "min replicas": {
          "changed": 65,
          "impossible": 64,
          "open": 1,
        },
        "replicas of a row": {
          "changed": 65,
          "impossible": 62,
          "open": 0,
        },
        "size in an event": {
          "changed": 17,
          "impossible": 17,
          "open": 0,
        },
        "size of the Deployment": {
          "changed": 26,
          "impossible": 24,
          "open": 0,
        },
      }
    `);
  });

  it('is impossible for most values of a metric whose samples are whole', () => {
    const known = { ...STOCK, isWhole: true };
    for (const name of RECORDED) expect(audit(fixture(name), known).verdict).toBe('possible');
    expect(scoreOf(RECORDED, known)['metric value']).toMatchInlineSnapshot(`
      {
        "changed": 72,
        "impossible": 41,
        "open": 0,
      }
    `);
  });

  it.each([
    [
      'describe-scaling-out',
      '39 / 20',
      '59 / 20',
      13,
      '2 -> 4 cannot be: 59/20 = 2.95, times 2 pods = 5.9, proposes 6.',
    ],
    [
      'describe-scaling-out',
      '2 current',
      '3 current',
      16,
      '3 current before the rescale to 4, and the rescale before that went to 2 (line 28)',
    ],
    [
      'describe-steady',
      '5 current / 5',
      '5 current / 6',
      16,
      'a sync that changes the size ends with SucceededRescale',
    ],
    [
      'describe-steady',
      'New size: 5',
      'New size: 7',
      30,
      'New size 7 is the newest rescale, and line 16 says that 5 are desired',
    ],
    [
      'describe-scaled-in',
      'New size: 4',
      'New size: 5',
      29,
      '2 (line 28) -> 5 is more than max(2 x 2, 4) = 4',
    ],
    ['get-hpa-watch', '10        4          11s', '10        6          11s', 8, '2 -> 6 cannot be'],
    ['get-events', 'New size: 4', 'New size: 3', 34, '4 (line 35) at that time'],
    ['behavior-describe-scaling-in', 'Window: 15', 'Window: 45', 42, 'within the scale-down window of 45s'],
  ])('names the line and the arithmetic: %s, %s -> %s', (name, from, to, line, says) => {
    const text = fixture(name);
    expect(text).toContain(from);
    const { verdict, findings } = audit(text.replace(from, to));
    expect(verdict).toBe('impossible');
    expect(findings).toContainEqual({
      file: 'a',
      standing: 'impossible',
      line,
      says: expect.stringContaining(says),
    });
  });
});

describe('what somebody published', () => {
  it('is impossible when the size does not follow from the metric and every pod had a sample', () => {
    const stuck = audit(PUBLISHED_STUCK, { ...STOCK, isAllReady: true });
    expect(stuck.verdict).toBe('impossible');
    expect(stuck.findings).toContainEqual(
      expect.objectContaining({
        standing: 'impossible',
        line: 9,
        says: expect.stringContaining('32%/20% = 1.6, times 5 pods = 8, proposes 8'),
      }),
    );
  });

  it('does not say enough when only pods without a sample could explain it', () => {
    expect(audit(PUBLISHED_STUCK)).toMatchObject({
      verdict: 'not-enough',
      findings: [{ line: 9, says: expect.stringContaining('5 -> 5 only if 2 of 5 pods had no sample') }],
    });
  });

  it.each([
    ['cpu-watch', 'possible', 7, '250%/50% = 5, times 1 pod = 5, proposes 5; max(2 x 1, 4) = 4'],
    ['power-metric', 'possible', 14, '46/10 = 4.6, times 1 replica, proposes 5; maxReplicas 3'],
    ['out-of-reach', 'possible', 7, '0.006/50 = 0, times 1 replica, proposes 1'],
    [
      'early-scale-in',
      'impossible',
      33,
      'at most 1m34s before 2 -> 1, within the scale-down window of 5m00s',
    ],
  ])('is judged between prose, prompts and fences: %s is %s', (name, verdict, line, says) => {
    const audited = audit(fixture(`published/${name}`));
    expect(audited.verdict).toBe(verdict);
    expect(audited.findings).toContainEqual(
      expect.objectContaining({ line, says: expect.stringContaining(says) }),
    );
  });

  it('does not follow from rows that were left out', () => {
    const text = fixture('get-hpa-watch').split('\n');
    const cut = [...text.slice(0, 5), '...', ...text.slice(9)].join('\n');
    const { verdict, findings, unread } = audit(cut);
    expect(verdict).toBe('not-enough');
    expect(findings.filter(({ standing }) => standing !== 'possible')).toEqual([]);
    expect(unread.map(({ line }) => line)).toEqual([6]);
  });

  it('is no contradiction when a roll-out or many rescales hide steps', () => {
    const events = fixture('get-events').replace('New size: 4', 'New size: 3');
    expect(audit(events).verdict).toBe('impossible');
    const rollOut = events.replace(/(Scaled up replica set \S+-)\S+( from 4 to 5)/, '$1other$2');
    expect(audit(rollOut).verdict).toBe('possible');
  });

  it('is impossible when the size falls within its own window', () => {
    const text = fixture('behavior-get-hpa-watch');
    const known = { ...STOCK, downscaleStabilizationMs: 300_000 };
    expect(audit(text).verdict).not.toBe('impossible');
    expect(audit(text, known).findings).toContainEqual(
      expect.objectContaining({
        standing: 'impossible',
        says: expect.stringContaining('within the scale-down window of 5m00s'),
      }),
    );
  });

  it('does not say enough when the table was asked for again and again', () => {
    const head = 'NAME  REFERENCE       TARGETS  MINPODS  MAXPODS  REPLICAS  AGE';
    const row = (targets: string, replicas: number, age: string) =>
      `web   Deployment/web  ${targets}  1        10       ${replicas}         ${age}`;
    const rows = [head, row('9/10', 1, '10m'), head, row('40/10', 3, '11m')].join('\n');
    expect(audit(rows).verdict).toBe('not-enough');
  });

  it('does not say enough when a table of a new HPA begins before its first sync', () => {
    const rows = [
      'NAME  REFERENCE       TARGETS        MINPODS  MAXPODS  REPLICAS  AGE',
      'web   Deployment/web  <unknown>/50%  1        10       0         0s',
      'web   Deployment/web  <unknown>/50%  1        10       2         15s',
      'web   Deployment/web  cpu: 50%/50%   1        10       2         30s',
    ].join('\n');
    expect(audit(rows)).toMatchObject({ verdict: 'not-enough', findings: [] });
  });
});

const PUBLISHED_STUCK = `Our evidence: the autoscaler holds the service at five replicas.

    $ kubectl describe hpa image-scorer
    Name:                                                  image-scorer
    Namespace:                                             ml
    CreationTimestamp:                                     Mon, 02 Feb 2026 10:00:00 +0000
    Reference:                                             Deployment/image-scorer
    Metrics:                                               ( current / target )
      resource cpu on pods  (as a percentage of request):  32% (64m) / 20%
    Min replicas:                                          1
    Max replicas:                                          10
    Deployment pods:                                       5 current / 5 desired
    Conditions:
      Type            Status  Reason              Message
      ----            ------  ------              -------
      AbleToScale     True    ReadyForNewScale    recommended size matches current size
      ScalingActive   True    ValidMetricFound    the HPA was able to successfully calculate a replica count from cpu resource utilization (percentage of request)
      ScalingLimited  False   DesiredWithinRange  the desired count is within the acceptable range
    Events:           <none>
`;
