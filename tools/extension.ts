import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { BrowserContext, CDPSession, Page, Worker } from '@playwright/test';
import { chromium } from '@playwright/test';
import type { FromPage, PageReport } from '../src/protocol/messages.ts';
import type { Answer, Envelope } from '../src/protocol/send.ts';
import { ensureBrowser } from './browser.ts';
import { distOf } from './manifest.ts';
import { until, untilJudged } from './until.ts';

/**
 * A real Chromium with Inkling loaded, and handles on the parts of it that Playwright does not show:
 * the service worker, the offscreen page and its worker, tab ids, the popup. `npm start`,
 * `npm run scan` and the browser tests all drive the browser through this file.
 * It never changes what the extension does: every handle only looks, opens, or kills.
 */

/** The extension that is loaded unless another is asked for. */
export const DIST = distOf('chrome');

/** What keeps Chromium itself from calling home, so that every connection seen is somebody else's. */
const QUIET = [
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-client-side-phishing-detection',
  '--disable-default-apps',
  '--disable-domain-reliability',
  '--disable-quic',
  '--disable-sync',
  '--metrics-recording-only',
  '--no-default-browser-check',
  '--no-first-run',
  '--no-pings',
  // Updates and sign-in are asked for all the same: of a port that Chromium refuses to connect to.
  '--component-updater=url-source=http://127.0.0.1:1/',
  '--gaia-url=http://127.0.0.1:1/',
];

export interface LaunchOptions {
  /** Folder of the unpacked extension; null: the same browser without one. Default: {@link DIST}. */
  extension?: string | null;
  /** Profile folder, for what must survive a restart. Default: a new one that is deleted on closing. */
  profile?: string;
  /** Default: true. */
  headless?: boolean;
  /** Further command line arguments of Chromium. */
  args?: string[];
  /** Whether the page that opens in a new profile stays open. Default: false. */
  welcome?: boolean;
  /** Arguments of Playwright's own to leave out. */
  ignoreDefaultArgs?: string[];
}

/** What {@link ExtensionBrowser.throwInEngine} throws. */
export const THROWN = 'thrown by the test';

interface TargetInfo {
  targetId: string;
  type: string;
  url: string;
}

export class ExtensionBrowser {
  /** Messages of uncaught errors and `console.error` calls of pages, content scripts and the extension. */
  readonly errors: string[] = [];
  readonly context: BrowserContext;
  /** The extension's id; '' without an extension. */
  readonly id: string;
  readonly #cdp: CDPSession;
  #messages = 0;
  #groundPage: Page | undefined;

  private constructor(context: BrowserContext, cdp: CDPSession, id: string) {
    this.context = context;
    this.#cdp = cdp;
    this.id = id;
  }

  static async launch(options: LaunchOptions = {}): Promise<ExtensionBrowser> {
    const { extension = DIST, profile = '', headless = true, args = [], ignoreDefaultArgs = [] } = options;
    const isNew = profile === '' || !existsSync(join(profile, 'Default'));
    if (extension !== null && !existsSync(join(extension, 'manifest.json'))) {
      throw new Error(`There is no built extension in ${extension}: run "npm run build" first.`);
    }
    const context = await chromium.launchPersistentContext(profile, {
      executablePath: ensureBrowser(),
      headless,
      ignoreDefaultArgs,
      viewport: headless ? { width: 1280, height: 800 } : null,
      // The sandbox matters when a person browses with this window; containers and root have none.
      chromiumSandbox: !headless && process.getuid?.() !== 0,
      args: [
        ...QUIET,
        ...(extension === null
          ? []
          : [`--disable-extensions-except=${extension}`, `--load-extension=${extension}`]),
        ...args,
      ],
    });
    try {
      const cdp = await context.browser()!.newBrowserCDPSession();
      const id = extension === null ? '' : new URL((await firstServiceWorker(context)).url()).host;
      const browser = new ExtensionBrowser(context, cdp, id);
      if (isNew && extension !== null && !options.welcome) await browser.#closeWelcome();
      await browser.#watchErrors();
      return browser;
    } catch (error) {
      await context.close();
      throw error;
    }
  }

  close(): Promise<void> {
    return this.context.close();
  }

  /** Resolves when the person has closed the window. */
  closed(): Promise<void> {
    return new Promise((resolve) => this.context.on('close', () => resolve()));
  }

  /** Opens a tab (in a new window the one that is there) and waits until the page is there. */
  async open(url: string): Promise<Page> {
    const [first] = this.context.pages().filter((page) => page.url() === 'about:blank');
    const page = first ?? (await this.context.newPage());
    await page.goto(url);
    return page;
  }

  /** Those of {@link errors} that come from the extension and not from a page's own scripts. */
  async ownErrors(): Promise<string[]> {
    return this.errors.filter((error) => error.includes(this.url('')));
  }

  /** Address of a file of the extension, by its path in `dist/chrome`. */
  url(path: string): string {
    return `chrome-extension://${this.id}/${path}`;
  }

  /** The number by which the extension APIs know the tab of `page`. Brings the page to the front. */
  async tabId(page: Page): Promise<number> {
    const ground = await this.#ground();
    await page.bringToFront();
    const id = await ground.evaluate(async () => {
      const [tab] = await chrome.tabs.query({ active: true, lastFocusedWindow: true });
      return tab?.id;
    });
    if (id === undefined) throw new Error(`The browser knows no tab for ${page.url()}`);
    return id;
  }

  /** Opens the popup as a page of its own, speaking about the tab of `page`. */
  async openPopup(page: Page): Promise<Page> {
    const tab = await this.tabId(page);
    const popup = await this.context.newPage();
    await popup.setViewportSize({ width: 384, height: 600 });
    await popup.goto(`${this.url('src/popup/popup.html')}?tab=${tab}`);
    return popup;
  }

  /** What the content script of `page` has measured so far. Brings the page to the front. */
  async report(page: Page): Promise<PageReport> {
    const tab = await this.tabId(page);
    const envelope: Envelope = { to: 'page', message: 'report', params: {} };
    const ground = await this.#ground();
    const answer = await ground.evaluate(
      ([tabId, message]): Promise<Answer> => chrome.tabs.sendMessage(tabId, message, { frameId: 0 }),
      [tab, envelope] as const,
    );
    if (!answer?.ok) throw new Error(answer?.message ?? 'The content script does not answer.');
    return answer.reply as PageReport;
  }

  /** {@link report}, once every piece that was found has its verdict. Throws after `within` milliseconds. */
  async judged(page: Page, within = 10_000): Promise<PageReport> {
    return untilJudged(() => this.report(page), page.url(), within);
  }

  /** The pieces of `page` that the popup would show. Brings the page to the front. */
  async pieces(page: Page): Promise<FromPage> {
    const tab = await this.tabId(page);
    const ground = await this.#ground();
    return ground.evaluate(
      (tabId) =>
        new Promise<FromPage>((resolve, reject) => {
          const port = chrome.tabs.connect(tabId, { name: 'page', frameId: 0 });
          port.onDisconnect.addListener(() => reject(new Error('The content script does not answer.')));
          port.onMessage.addListener((pushed: FromPage) => {
            resolve(pushed);
            port.disconnect();
          });
        }),
      tab,
    );
  }

  /** The page that a fresh installation opens, once it is there. */
  async welcome(): Promise<Page> {
    const isWelcome = (page: Page) => page.url() === this.url('src/welcome/welcome.html');
    await until(async () => this.context.pages().some(isWelcome));
    return this.context.pages().find(isWelcome)!;
  }

  async #closeWelcome(): Promise<void> {
    await (await this.welcome()).close();
  }

  /** Every target of the extension: service worker, offscreen page, pages. */
  async targets(): Promise<TargetInfo[]> {
    const { targetInfos } = await this.#cdp.send('Target.getTargets', { filter: [{}] });
    return targetInfos.filter(({ type, url }) => type !== 'tab' && this.#isOurs(url));
  }

  async offscreenTargets(): Promise<TargetInfo[]> {
    return (await this.targets()).filter(isOffscreen);
  }

  /**
   * Ends the service worker as Chrome does when it is idle. False: none was running. When a message wakes
   * the next one at the same moment, that one has the same target id: an end is then not seen, only
   * asked for.
   */
  async killServiceWorker(): Promise<boolean> {
    const victims = (await this.targets()).filter(({ type }) => type === 'service_worker');
    await this.#close(victims);
    await this.#gone(victims, 500).catch(() => {});
    return victims.length > 0;
  }

  /** Ends the offscreen page, and the engine's worker with it. False: none was running. */
  async killOffscreen(): Promise<boolean> {
    const victims = await this.offscreenTargets();
    await this.#close(victims);
    await this.#gone(victims);
    return victims.length > 0;
  }

  /** Makes the engine's worker throw, as a fault in it would, which ends it. False: none was running. */
  async throwInEngine(): Promise<boolean> {
    const expression = `setTimeout(() => { throw new Error('${THROWN}'); })`;
    return (await this.#askEngine('Runtime.evaluate', { expression })) !== null;
  }

  /** Bytes that the engine's worker holds after its garbage was collected: its objects and its buffers. */
  async engineHeap(): Promise<number> {
    await this.#askEngine('HeapProfiler.collectGarbage');
    const usage = (await this.#askEngine('Runtime.getHeapUsage')) as Record<string, number> | null;
    if (!usage) throw new Error('The engine is not running.');
    return usage.usedSize + (usage.backingStorageSize ?? 0);
  }

  /** The result of a command of the DevTools protocol to the engine's worker; null: there is none. */
  async #askEngine(method: string, params: object = {}): Promise<unknown> {
    const [offscreen] = await this.offscreenTargets();
    if (!offscreen) return null;
    // A worker is a target of its page's session only.
    const cdp = await this.context.browser()!.newBrowserCDPSession();
    try {
      const { targetId } = offscreen;
      const { sessionId } = await cdp.send('Target.attachToTarget', { targetId, flatten: false });
      const toPage = (name: string, values: object) =>
        cdp.send('Target.sendMessageToTarget', {
          sessionId,
          message: JSON.stringify({ id: ++this.#messages, method: name, params: values }),
        });
      const answered = new Promise<unknown>((resolve) => {
        setTimeout(resolve, 5000, null);
        cdp.on('Target.receivedMessageFromTarget', (event) => {
          const inPage = JSON.parse(event.message);
          if (inPage.method === 'Target.attachedToTarget' && inPage.params.targetInfo.type === 'worker') {
            const message = JSON.stringify({ id: 1, method, params });
            // A worker that comes after the answer is nobody's any more.
            toPage('Target.sendMessageToTarget', { sessionId: inPage.params.sessionId, message }).catch(
              () => {},
            );
          } else if (inPage.method === 'Target.receivedMessageFromTarget') {
            const inWorker = JSON.parse(inPage.params.message);
            if (inWorker.id === 1) resolve(inWorker.result ?? null);
          }
        });
      });
      await toPage('Target.setAutoAttach', {
        autoAttach: true,
        waitForDebuggerOnStart: false,
        flatten: false,
      });
      return await answered;
    } finally {
      await cdp.detach();
    }
  }

  /** Ends the browser as a power cut would. Its profile stays as it is. */
  async kill(): Promise<void> {
    const { processInfo } = await this.#cdp.send('SystemInfo.getProcessInfo');
    const browser = processInfo.find(({ type }) => type === 'browser')!;
    process.kill(browser.id, 'SIGKILL');
    await this.context.close().catch(() => {});
    await until(async () => !isRunning(browser.id), 5000);
  }

  /** Closes every page that was opened since the launch. */
  async closePages(): Promise<void> {
    for (const page of this.context.pages().slice(1)) if (page !== this.#groundPage) await page.close();
  }

  /**
   * A page with the extension's powers and nothing of its code, from which its APIs are called. (The
   * service worker would do too, but Playwright waits for ever on one that was killed.)
   */
  async #ground(): Promise<Page> {
    if (!this.#groundPage) {
      this.#groundPage = await this.context.newPage();
      await this.#groundPage.goto(this.url('manifest.json'));
    }
    return this.#groundPage;
  }

  async #close(victims: readonly TargetInfo[]): Promise<void> {
    for (const { targetId } of victims) await this.#cdp.send('Target.closeTarget', { targetId });
  }

  /** Waits until none of these targets is there any more; throws after `within` milliseconds. */
  #gone(victims: readonly TargetInfo[], within?: number): Promise<void> {
    const ids = new Set(victims.map(({ targetId }) => targetId));
    return until(async () => !(await this.targets()).some(({ targetId }) => ids.has(targetId)), within);
  }

  #isOurs(url: string): boolean {
    return this.id !== '' && url.startsWith(this.url(''));
  }

  /**
   * Playwright reports what pages and content scripts complain of. The service worker and the
   * offscreen page (which also hears of its worker's errors) are attached to by hand, as soon as
   * they exist; Chromium then repeats what they had to say before.
   */
  async #watchErrors(): Promise<void> {
    this.context.on('weberror', (error) => this.errors.push(String(error.error().stack ?? error.error())));
    this.context.on('console', (message) => {
      if (message.type() === 'error') this.errors.push(`${message.text()} (${message.location().url})`);
    });
    const heard = new Set<string>();
    const hear = ({ targetInfo }: { targetInfo: TargetInfo }) => {
      const { targetId, type, url } = targetInfo;
      if (heard.has(targetId) || type === 'tab' || !this.#isOurs(url)) return;
      if (!isOffscreen(targetInfo) && type !== 'service_worker') return;
      heard.add(targetId);
      // A target that is gone by now has nothing to say.
      this.#listenTo(targetId).catch(() => {});
    };
    this.#cdp.on('Target.targetCreated', hear);
    // A page gets its address only after it was made.
    this.#cdp.on('Target.targetInfoChanged', hear);
    this.#cdp.on('Target.receivedMessageFromTarget', ({ message }) => {
      const complaint = complaintIn(JSON.parse(message));
      if (complaint) this.errors.push(`${this.url('')}: ${complaint}`);
    });
    await this.#cdp.send('Target.setDiscoverTargets', { discover: true, filter: [{}] });
  }

  async #listenTo(targetId: string): Promise<void> {
    const { sessionId } = await this.#cdp.send('Target.attachToTarget', { targetId, flatten: false });
    for (const method of ['Runtime.enable', 'Log.enable']) {
      const message = JSON.stringify({ id: ++this.#messages, method });
      await this.#cdp.send('Target.sendMessageToTarget', { sessionId, message });
    }
  }
}

async function firstServiceWorker(context: BrowserContext): Promise<Worker> {
  try {
    return context.serviceWorkers()[0] ?? (await context.waitForEvent('serviceworker', { timeout: 15_000 }));
  } catch {
    throw new Error(
      'The browser did not start the extension. Google Chrome refuses unpacked extensions from the ' +
        'command line: install Chromium, or set CHROME_PATH to one.',
    );
  }
}

function isRunning(id: number): boolean {
  try {
    return process.kill(id, 0);
  } catch {
    return false;
  }
}

function isOffscreen({ url }: { url: string }): boolean {
  return url.endsWith('/src/offscreen/offscreen.html');
}

/** The messages of the DevTools protocol in which a target complains. */
type Complaint =
  | {
      method: 'Runtime.exceptionThrown';
      params: { exceptionDetails: { text: string; url?: string; exception?: { description?: string } } };
    }
  | {
      method: 'Runtime.consoleAPICalled';
      params: { type: string; args: { value?: unknown; description?: string }[] };
    }
  | { method: 'Log.entryAdded'; params: { entry: { level: string; text: string; url?: string } } }
  | { method: undefined };

/** What a target complained of in this message, or null. */
function complaintIn(message: Complaint): string | null {
  switch (message.method) {
    case 'Runtime.exceptionThrown': {
      const { text, exception, url } = message.params.exceptionDetails;
      return `${text} ${exception?.description ?? ''} (${url ?? ''})`;
    }
    case 'Runtime.consoleAPICalled':
      if (message.params.type !== 'error') return null;
      return message.params.args.map(({ value, description }) => value ?? description).join(' ');
    case 'Log.entryAdded':
      if (message.params.entry.level !== 'error') return null;
      return `${message.params.entry.text} (${message.params.entry.url ?? ''})`;
    default:
      return null;
  }
}
