import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { METRIC_PROFILES, profileOf } from '../metric/catalogue.ts';
import { holdGpu, kubectl, listedAs, passesWith, preflight, releaseGpu } from './metric-profile.fixture.ts';
import { openProgram } from './program.fixture.ts';

const program = openProgram();

afterAll(() => program.dispose());

describe('metric profile', () => {
  it.each(METRIC_PROFILES)(
    'S9: $name: a run with its text, labels, rule and unit passes; auto finds it; another one is refused',
    async (profile) => {
      await passesWith(program, profile);
      await holdGpu(program, profile);
      const auto = await preflight(program, 'auto');
      expect(auto.stderr).toContain(`metric: profile ${profile.name},`);
      expect(auto.checks.filter(({ dooms }) => dooms)).toEqual([]);
      const other = profile.name === 'amd' ? 'intel' : 'amd';
      const refused = await preflight(program, other);
      expect(refused.exitCode).toBe(4);
      const present = refused.checks.find(({ id }) => id === 'exporter-series');
      expect(present).toMatchObject({ status: 'missing', dooms: true });
      expect(present?.fix).toContain(`--metric ${profile.name}`);
      expect(present?.fix).toContain(`seriesQuery: ${profile.series}{`);
      await releaseGpu(program);
    },
  );

  it('dcgm-exported with the rule of dcgm is refused, because it names the exporter and not the workload', async () => {
    const profile = profileOf('dcgm-exported');
    await passesWith(program, profile);
    await holdGpu(program, profile);
    const where = ['-n', 'custom-metrics'];
    const rules = (await kubectl(program, 'get', 'configmap', 'adapter-config', ...where, '-o', 'yaml'))
      .stdout;
    const file = join(program.reports, 'adapter-config.yaml');
    writeFileSync(file, rules.replaceAll('exported_', ''));
    expect((await kubectl(program, 'replace', '-f', file)).exitCode).toBe(0);
    const adapter = 'app.kubernetes.io/name=prometheus-adapter';
    expect((await kubectl(program, 'delete', 'pod', ...where, '-l', adapter)).exitCode).toBe(0);
    const seen = await listedAs(program, profile, 'missing');
    expect(seen).toMatchObject({ dooms: true });
    expect(seen.fix).toContain('has the pod in exported_pod and the namespace in exported_namespace');
    await releaseGpu(program);
  });
});
