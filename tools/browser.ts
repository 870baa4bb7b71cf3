import { spawnSync } from 'node:child_process';
import { accessSync, constants, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from '@playwright/test';

/**
 * Finds a Chromium to run Inkling in, and on Debian or Ubuntu, as root, installs one when there is
 * none. Used by everything that drives a browser: `npm start`, `npm run scan` and the browser tests.
 * Chromium comes before Google Chrome, because branded Chrome no longer loads an unpacked extension
 * from the command line (since version 137).
 */
const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

const HOW_TO_INSTALL = `Inkling needs Chromium, and none was found.
  Debian:        sudo apt-get install chromium
  Fedora:        sudo dnf install chromium
  macOS:         brew install --cask chromium
  any system:    npx playwright install chromium
or set CHROME_PATH to the program file of a Chromium that is installed elsewhere.`;

/** The path of a browser: CHROME_PATH, one on the PATH, or one that Playwright manages; else null. */
export function findBrowser(): string | null {
  const chosen = process.env.CHROME_PATH;
  if (chosen) {
    if (isProgram(chosen)) return chosen;
    throw new Error(`CHROME_PATH names no program that can be run: ${chosen}`);
  }
  const folders = ['/usr/bin', ...(process.env.PATH ?? '').split(delimiter).filter(Boolean)];
  for (const name of NAMES) {
    const found = folders.map((folder) => join(folder, name)).find(isProgram);
    if (found && !isSnapStub(found)) return found;
  }
  const managed = chromium.executablePath();
  return managed && isProgram(managed) ? managed : null;
}

/** {@link findBrowser}, or an installed one. Throws an error in plain words when neither works. */
export function ensureBrowser(): string {
  const found = findBrowser();
  if (found) return found;
  if (process.getuid?.() !== 0 || !isProgram('/usr/bin/apt-get')) throw new Error(HOW_TO_INSTALL);
  console.log('No Chromium found. Installing the package "chromium" with apt-get (a minute or two) …');
  aptGet('update');
  aptGet('install', '-y', '--no-install-recommends', 'chromium');
  const installed = findBrowser();
  if (!installed) throw new Error(`apt-get installed no usable Chromium.\n${HOW_TO_INSTALL}`);
  console.log(`Installed ${installed}`);
  return installed;
}

function aptGet(...args: string[]): void {
  const run = spawnSync('apt-get', ['-q', ...args], {
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    encoding: 'utf8',
  });
  if (run.status === 0) return;
  throw new Error(`"apt-get ${args.join(' ')}" failed:\n${run.stderr || run.error}\n${HOW_TO_INSTALL}`);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Ubuntu's `chromium-browser` may be a script that only asks for the snap to be installed. */
function isSnapStub(path: string): boolean {
  try {
    const start = readFileSync(path).subarray(0, 4096).toString('latin1');
    return start.startsWith('#!') && start.includes('snap install chromium');
  } catch {
    return false;
  }
}
