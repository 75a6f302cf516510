import { describe, expect, it } from 'vitest';
import { labelSelectorText } from './label-selector.ts';
import { matchesSelector, parseSelector, type Selector } from './parse-selector.ts';

const LABELS = { app: 'web', tier: 'gpu', generation: '7' };

describe('label selectors', () => {
  it.each([
    ['app=web', true],
    ['app==web,tier!=cpu', true],
    ['app in (api, web),!old', true],
    ['tier notin (gpu)', false],
    ['missing notin (x)', true],
    ['generation>6,generation<8', true],
    ['generation>7', false],
    ['app', true],
    ['in=web', false],
    ['app=', false],
  ])('%s: %s', (text, selects) => {
    const selector = parseSelector(text);
    expect(selector).not.toHaveProperty('error');
    expect(matchesSelector(selector as Selector, LABELS)).toBe(selects);
  });

  it.each([
    ['a in (b', "unable to parse requirement: found '', expected: ',' or ')'"],
    ['a=b c', "found 'c', expected: ',' or 'end of string'"],
    ['a,', "found '', expected: identifier after ','"],
    ['=a', "found '=', expected: !, identifier, or 'end of string'"],
    [
      'a>x',
      "unable to parse requirement: values[0]: Invalid value: \"x\": for 'Gt', 'Lt' operators, the value must be an integer",
    ],
  ])('says what is wrong with %s in upstream words', (text, error) =>
    expect(parseSelector(text)).toEqual({ error }),
  );

  it('prints a metric selector as Go does', () => {
    expect(labelSelectorText(undefined)).toBe('nil');
    expect(
      labelSelectorText({
        matchLabels: { queue: 'images' },
        matchExpressions: [{ key: 'zone', operator: 'In', values: ['a', 'b'] }],
      }),
    ).toBe(
      '&LabelSelector{MatchLabels:map[string]string{queue: images,},MatchExpressions:[]LabelSelectorRequirement{LabelSelectorRequirement{Key:zone,Operator:In,Values:[a b],},},}',
    );
  });
});
