import { spawnSync } from 'node:child_process';
import { accessSync, constants, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from '@playwright/test';

/**
 * Finds a Chromium or Firefox to run Inkling in, and on Debian or Ubuntu, as root, installs one when
 * there is none. Used by everything that drives a browser: `npm start`, `npm run scan` and the browser
 * tests. Chromium comes before Google Chrome, because branded Chrome no longer loads an unpacked extension
 * from the command line (since version 137).
 */
const CHROMIUM = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const FIREFOX = ['firefox-esr', 'firefox'];

const HOW_TO_INSTALL = `Inkling needs Chromium, and none was found.
  Debian:        sudo apt-get install chromium
  Fedora:        sudo dnf install chromium
  macOS:         brew install --cask chromium
  any system:    npx playwright install chromium
or set CHROME_PATH to the program file of a Chromium that is installed elsewhere.`;

const HOW_TO_INSTALL_FIREFOX = `Inkling for Firefox needs Firefox 140 or newer, and none was found.
  Debian:        sudo apt-get install firefox-esr
  Fedora:        sudo dnf install firefox
  macOS:         brew install --cask firefox
or set FIREFOX_PATH to the program file of a Firefox that is installed elsewhere.`;

/** The path of a Chromium: CHROME_PATH, one on the PATH, or one that Playwright manages; else null. */
export function findBrowser(): string | null {
  const found = findProgram('CHROME_PATH', CHROMIUM);
  if (found) return found;
  const managed = chromium.executablePath();
  return managed && isProgram(managed) ? managed : null;
}

/** {@link findBrowser}, or an installed one. Throws an error in plain words when neither works. */
export function ensureBrowser(): string {
  return findBrowser() ?? install('chromium', findBrowser, HOW_TO_INSTALL);
}

/** The path of a Firefox: FIREFOX_PATH, one on the PATH, or an installed one; throws like {@link ensureBrowser}. */
export function ensureFirefox(): string {
  const find = () => findProgram('FIREFOX_PATH', FIREFOX);
  return find() ?? install('firefox-esr', find, HOW_TO_INSTALL_FIREFOX);
}

/** The program that an environment variable names, or the first of `names` on the PATH; else null. */
function findProgram(variable: string, names: readonly string[]): string | null {
  const chosen = process.env[variable];
  if (chosen) {
    if (isProgram(chosen)) return chosen;
    throw new Error(`${variable} names no program that can be run: ${chosen}`);
  }
  const folders = ['/usr/bin', ...(process.env.PATH ?? '').split(delimiter).filter(Boolean)];
  for (const name of names) {
    const found = folders.map((folder) => join(folder, name)).find(isProgram);
    if (found && !isSnapStub(found)) return found;
  }
  return null;
}

function install(name: string, find: () => string | null, advice: string): string {
  if (process.getuid?.() !== 0 || !isProgram('/usr/bin/apt-get')) throw new Error(advice);
  console.log(`Installing the package "${name}" with apt-get (a minute or two) …`);
  try {
    aptGet('update');
    aptGet('install', '-y', '--no-install-recommends', name);
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : error}\n${advice}`);
  }
  const installed = find();
  if (!installed) throw new Error(`apt-get installed no usable ${name}.\n${advice}`);
  console.log(`Installed ${installed}`);
  return installed;
}

function aptGet(...args: string[]): void {
  const run = spawnSync('apt-get', ['-q', ...args], {
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    encoding: 'utf8',
  });
  if (run.status !== 0) throw new Error(`"apt-get ${args.join(' ')}" failed:\n${run.stderr || run.error}`);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Ubuntu's `chromium-browser` and `firefox` may be scripts that only ask for the snap to be installed. */
function isSnapStub(path: string): boolean {
  try {
    const start = readFileSync(path).subarray(0, 4096).toString('latin1');
    return start.startsWith('#!') && start.includes('snap install chromium');
  } catch {
    return false;
  }
}
