import { type Markup, type MarkupPart, markup } from '../markup.ts';
import { cut, fitTexts, joinLast, LONGEST_NAME, uniqueNames } from './limits.ts';
import type { TestCase } from './test-case.ts';

const MOST_PROPERTIES = 100;

/** A suite of test cases, as the file names it; seconds are of the whole. */
export interface TestSuite {
  readonly name: string;
  /** ISO 8601, to the second. */
  readonly timestamp: string;
  readonly seconds: number;
  readonly properties: readonly (readonly [name: string, value: string])[];
  readonly cases: readonly TestCase[];
}

/** Writes one suite as a JUnit file within the limits of GitLab: nothing skipped, unique names, less than 30 MB. */
export function junitXml(suite: TestSuite): string {
  const cases = fitTexts(uniqueNames(joinLast(suite.cases)));
  const failures = cases.filter((one) => one.problem?.kind === 'failure').length;
  const errors = cases.filter((one) => one.problem?.kind === 'error').length;
  const counts = markup`tests="${cases.length}" failures="${failures}" errors="${errors}" skipped="0" time="${suite.seconds.toFixed(3)}"`;
  const properties = suite.properties
    .slice(0, MOST_PROPERTIES)
    .map(([name, value]) => [cut(name, LONGEST_NAME, '…'), cut(value, LONGEST_NAME, '…')] as const)
    .map(([name, value]) => markup`      <property name="${name}" value="${value}"/>\n`);
  const name = cut(suite.name, LONGEST_NAME, '…');
  return markup`<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="scaleproof" ${counts}>
  <testsuite name="${name}" timestamp="${suite.timestamp}" ${counts}>
    <properties>
${properties}    </properties>
${cases.map((one) => caseElement(name, one))}  </testsuite>
</testsuites>
`.markup;
}

function caseElement(suite: string, { name, seconds, problem }: TestCase): Markup {
  const open = markup`    <testcase classname="${suite}" name="${name}" time="${seconds.toFixed(3)}"`;
  if (!problem) return markup`${open}/>\n`;
  const attributes = markup`type="${problem.kind === 'failure' ? 'failed' : 'inconclusive'}" message="${problem.message}"`;
  const body: MarkupPart =
    problem.kind === 'failure'
      ? markup`<failure ${attributes}>${problem.body}</failure>`
      : markup`<error ${attributes}>${problem.body}</error>`;
  return markup`${open}>\n      ${body}\n    </testcase>\n`;
}
