import type { Host } from '../host/host.ts';
import { fitStepSummary } from '../report/github/step-summary.ts';

/**
 * Annotates the step that runs this and adds to its summary, where GitHub named a file for it.
 * The annotations go to stdout, or to stderr where stdout carries JSON: the runner reads both.
 */
export async function publishToGithub(
  host: Pick<Host, 'stdout' | 'stderr' | 'env' | 'files'>,
  annotations: string,
  markdown: string,
  output: 'text' | 'json',
): Promise<void> {
  (output === 'json' ? host.stderr : host.stdout).write(annotations);
  const path = host.env.GITHUB_STEP_SUMMARY;
  if (path === undefined || path === '') return;
  const before = (await host.files.exists(path)) ? (await host.files.readBytes(path)).length : 0;
  const file = host.files.openAppend(path);
  try {
    file.append(fitStepSummary(`${markdown}\n`, before));
  } finally {
    file.close();
  }
}
