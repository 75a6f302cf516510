import type { Check } from '../../doctor/check.ts';
import { isDoomed, type Preflight } from '../../doctor/preflight.ts';

const MARKS = { ok: '✓', missing: '✗', unknown: '?' } as const;
const COLOURS = { ok: 32, missing: 31, unknown: 33 } as const;

/** A preflight for people: a line for each check, with what was seen and what to do where it is not ok, then the roles. */
export function preflightTable(result: Preflight, { colour }: { readonly colour: boolean }): string {
  const { context, server, namespace, user } = result.cluster;
  const lines = [
    `context ${context}, server ${server}, namespace ${namespace}, as ${user}`,
    '',
    ...checkLines(result.checks, colour),
    '',
    ...conclusion(result),
    ...(result.grants === ''
      ? []
      : ['', '# What is missing, for an administrator to apply:', result.grants.trimEnd()]),
  ];
  return `${lines.join('\n')}\n`;
}

/** Checks for people, a line or more each. */
export function checkLines(checks: readonly Check[], colour: boolean): readonly string[] {
  return [
    ...permissionsLine(checks, colour),
    ...checks
      .filter((check) => check.status !== 'ok' || !isPermission(check))
      .flatMap((check) => describe(check, colour)),
  ];
}

/** The checks that doom what was asked for, a line each. */
export function reasonLines({ checks, grants }: Pick<Preflight, 'checks' | 'grants'>): readonly string[] {
  const reasons = checks
    .filter(({ dooms }) => dooms)
    .map(
      (check) =>
        `  ✗ ${check.hop}: wanted ${check.wanted}; ${check.seen}${isPermission(check) ? '' : `\n      ${check.fix.trimEnd().replaceAll('\n', '\n      ')}`}`,
    );
  return grants === '' ? reasons : [...reasons, '  These roles grant what is missing:', grants.trimEnd()];
}

function isPermission({ id }: Check): boolean {
  return id.startsWith('permission: ');
}

/** Permissions that are there are many and dull: one line. */
function permissionsLine(checks: readonly Check[], colour: boolean): readonly string[] {
  const permissions = checks.filter(isPermission);
  const granted = permissions.filter(({ status }) => status === 'ok').length;
  if (granted === 0) return [];
  return [row('ok', 'API server', `${granted} of ${permissions.length} permissions are there`, colour)];
}

function row(status: Check['status'], hop: string, text: string, colour: boolean): string {
  const mark = colour ? `\u001b[${COLOURS[status]}m${MARKS[status]}\u001b[0m` : MARKS[status];
  return `${mark} ${hop.padEnd(18)}  ${text}`;
}

function describe(check: Check, colour: boolean): readonly string[] {
  const { status, hop, wanted, seen, fix, dooms, id } = check;
  if (status === 'ok') return [row(status, hop, `${wanted}: ${seen}`, colour)];
  const weight = status === 'missing' && !dooms ? ' (a run can go on)' : '';
  const rest = ' '.repeat(22);
  if (isPermission(check)) return [row(status, hop, `${wanted}${weight}: ${seen}`, colour)];
  return [
    row(status, hop, `${wanted}${weight}`, colour),
    `${rest}seen  ${seen}`,
    ...(fix === '' ? [] : [`${rest}fix   ${fix.trimEnd().replaceAll('\n', `\n${rest}      `)}`]),
    `${rest}id    ${id}`,
  ];
}

function conclusion(result: Preflight): readonly string[] {
  const count = (status: Check['status']) => result.checks.filter((check) => check.status === status).length;
  const figures = `${count('ok')} ok, ${count('missing')} missing, ${count('unknown')} unknown`;
  if (!isDoomed(result)) return [`A run can go on: ${figures}.`];
  const reasons = result.checks.filter(({ dooms }) => dooms).length;
  return [`A run cannot pass, for ${reasons} ${reasons === 1 ? 'reason' : 'reasons'}: ${figures}.`];
}
