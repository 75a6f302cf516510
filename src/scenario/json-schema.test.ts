import { expect, it } from 'vitest';
import { scenarioJsonSchema } from './json-schema.ts';
import { scenarioReference } from './reference.ts';

it('describes the file as written: defaults are texts where texts are written', () => {
  const { properties, required } = scenarioJsonSchema();
  expect(required).toEqual(['name', 'load', 'assertions']);
  expect(properties?.workload?.properties?.startupBudget).toMatchObject({ type: 'string', default: '30s' });
  expect(properties?.load?.properties?.timeout).toMatchObject({ type: 'string', default: '10s' });
  expect(properties?.hpa?.properties?.metric?.properties?.averageValue).toMatchObject({ default: '20' });
});

it('gives editors one member a kind, each closed and described', () => {
  const assertions = scenarioJsonSchema().properties?.assertions?.items?.oneOf ?? [];
  expect(assertions).toHaveLength(15);
  for (const member of assertions) {
    expect(member.additionalProperties).toBe(false);
    expect(member.description).toBeTruthy();
  }
});

it('tells every key in the reference page, with its type, default and meaning', () => {
  const page = scenarioReference();
  expect(page).toContain(
    '| `startupBudget` | a duration such as 500ms, 30s or 1m30s | `30s` | Longest time from Pod creation to Ready; a bound of scale-out. |',
  );
  expect(page).toContain('## `assertions[] kind: scalesOut`');
  const untold = page.split('\n').filter((line) => /\|\s*\|$/.test(line) && !line.startsWith('| `kind`'));
  expect(untold).toEqual([]);
});
