import { reportAllure } from './allure/allure.ts';
import { reportConsole } from './console/console.ts';
import { reportGithub } from './github/annotations.ts';
import { reportHtml } from './html/html.ts';
import { reportJson } from './json.ts';
import { reportJunit } from './junit/junit.ts';
import { reportMarkdown } from './markdown.ts';
import { reportPictures } from './pictures/pictures.ts';
import type { Reporter } from './report.ts';

/** The names by which reports are asked for. */
export const REPORTER_NAMES = [
  'console',
  'json',
  'junit',
  'html',
  'markdown',
  'github',
  'svg',
  'allure',
] as const;
export type ReporterName = (typeof REPORTER_NAMES)[number];

/** Every report by its name. */
export const REPORTERS = {
  console: reportConsole,
  json: reportJson,
  junit: reportJunit,
  html: reportHtml,
  markdown: reportMarkdown,
  github: reportGithub,
  svg: reportPictures,
  allure: reportAllure,
} satisfies Record<ReporterName, Reporter>;
