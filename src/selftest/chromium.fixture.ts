import { accessSync, constants } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const PATH = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Why pages cannot be opened in a browser here; `undefined` where they can. In CI they have to. */
export function whyNoBrowser(): string | undefined {
  try {
    accessSync(PATH, constants.X_OK);
    return undefined;
  } catch {
    if (process.env.CI) throw new Error(`no Chromium at ${PATH}: install it, or set CHROMIUM_PATH`);
    return `no Chromium at ${PATH}: install it (apt-get install chromium), or set CHROMIUM_PATH`;
  }
}

/** Starts Chromium without a window; whoever starts it closes it. */
export function launchChromium(): Promise<Browser> {
  return chromium.launch({ executablePath: PATH, args: FLAGS });
}
