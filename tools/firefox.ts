import { existsSync } from 'node:fs';
import { join } from 'node:path';
import puppeteer, { type Browser, type ConsoleMessage, type Page } from 'puppeteer-core';
import type { FromPage, PageReport } from '../src/protocol/messages.ts';
import type { Answer, Envelope } from '../src/protocol/send.ts';
import { ensureFirefox } from './browser.ts';
import { distOf, GECKO_ID } from './manifest.ts';
import { until, untilJudged } from './until.ts';

/**
 * A real Firefox with Inkling loaded, driven by puppeteer over WebDriver BiDi: what `ExtensionBrowser`
 * (extension.ts) is for Chromium. `npm start -- --firefox` and the Firefox tests drive it through this
 * file. The event page is seen and ended from the browser's own window, which such a driver may enter.
 * It never changes what the extension does: every handle only looks, opens, or ends.
 */

/** The host of the extension's addresses; else Firefox would make up another with each profile. */
const HOST = '0b8b9b2e-3f4d-4c55-9a70-6c1f8e2d7a31';

const PREFS = {
  'extensions.webextensions.uuids': JSON.stringify({ [GECKO_ID]: HOST }),
  // The ground page below is a JSON file, which is to be shown as it is.
  'devtools.jsonview.enabled': false,
  // Keeps Firefox itself from calling home, so that every connection seen is somebody else's; obeyed with
  // QUIET only.
  'services.settings.server': 'data:,#remote-settings-dummy/v1',
};
const QUIET = { MOZ_REMOTE_SETTINGS_DEVTOOLS: '1' };

/** What the person's click on the switch in `about:addons` does. */
const ALLOW_IN_PRIVATE_WINDOWS = `ChromeUtils
  .importESModule('resource://gre/modules/ExtensionPermissions.sys.mjs')
  .ExtensionPermissions.add(
    ${JSON.stringify(GECKO_ID)}, { permissions: ['internal:privateBrowsingAllowed'], origins: [] })
  .then(() => '')`;

export interface FirefoxOptions {
  /** Folder of the unpacked extension; null: the same browser without one. Default: `dist/firefox`. */
  extension?: string | null;
  /** Profile folder, for what must survive a restart. Default: a new one that is deleted on closing. */
  profile?: string;
  /** Default: true. */
  headless?: boolean;
  /** Whether the person has allowed the extension in private windows. Default: no. */
  inPrivateWindows?: boolean;
  /** The person's home folder, in which Firefox looks for policies. Default: the real one. */
  home?: string;
  /** Further preferences (`about:config`). */
  prefs?: Record<string, unknown>;
}

/** Firefox's note on a message that was under way when its page was closed: nobody is left to be wronged. */
const UNDER_WAY = /^Promise (?:rejected|resolved) after context unloaded/;

/** What the pages of the extension can call, as far as it is used here. */
declare const browser: typeof chrome;

export class FirefoxBrowser {
  readonly #browser: Browser;
  #ground: Promise<Page> | null = null;
  /** The browsing context of Firefox's own window. */
  #window: string | null = null;
  #pageErrors: string[] = [];

  private constructor(firefox: Browser) {
    this.#browser = firefox;
  }

  static async launch(options: FirefoxOptions = {}): Promise<FirefoxBrowser> {
    const {
      extension = distOf('firefox'),
      profile,
      headless = true,
      inPrivateWindows = false,
      home,
      prefs = {},
    } = options;
    if (extension !== null && !existsSync(join(extension, 'manifest.json'))) {
      throw new Error(`There is no built extension in ${extension}: run "npm run build" first.`);
    }
    const firefox = await puppeteer.launch({
      browser: 'firefox',
      executablePath: ensureFirefox(),
      headless,
      defaultViewport: headless ? { width: 1280, height: 800 } : null,
      ...(profile === undefined ? {} : { userDataDir: profile }),
      // Lets the driver into the browser's own window.
      args: ['--remote-allow-system-access'],
      env: { ...process.env, ...QUIET, ...(home === undefined ? {} : { HOME: home }) },
      extraPrefsFirefox: { ...PREFS, ...prefs },
    });
    try {
      const inkling = new FirefoxBrowser(firefox);
      if (inPrivateWindows) await inkling.#inWindow(ALLOW_IN_PRIVATE_WINDOWS);
      if (extension !== null) await firefox.installExtension(extension);
      return inkling;
    } catch (error) {
      await firefox.close();
      throw error;
    }
  }

  close(): Promise<void> {
    return this.#browser.close();
  }

  /** Resolves when the person has closed the window. */
  closed(): Promise<void> {
    return new Promise((resolve) => this.#browser.once('disconnected', () => resolve()));
  }

  /** Address of a file of the extension, by its path in `dist/firefox`. */
  url(path: string): string {
    return `moz-extension://${HOST}/${path}`;
  }

  /** Opens a private window, as the person's menu does, and waits until the page is there. */
  async openPrivately(url: string): Promise<Page> {
    const before = new Set(await this.#browser.pages());
    await this.#inWindow(`new Promise((opened) => {
      const observe = (subject) => {
        Services.obs.removeObserver(observe, 'browser-delayed-startup-finished');
        subject.gBrowser.selectedTab = subject.gBrowser.addTrustedTab(${JSON.stringify(url)});
        opened('');
      };
      Services.obs.addObserver(observe, 'browser-delayed-startup-finished');
      window.OpenBrowserWindow({ private: true });
    })`);
    let page: Page | undefined;
    await until(async () => {
      page = (await this.#browser.pages()).find((each) => !before.has(each) && each.url() === url);
      return page !== undefined;
    });
    await page!.bringToFront();
    return page!;
  }

  /** Opens a tab and waits until the page is there. */
  async open(url: string): Promise<Page> {
    const page = await this.#browser.newPage();
    page.on('pageerror', (error) => this.#pageErrors.push(String(error)));
    page.on('console', (message: ConsoleMessage) => {
      if (message.type() === 'error') this.#pageErrors.push(`${message.text()} (${message.location().url})`);
    });
    if (url.startsWith('moz-extension:')) {
      // Firefox tells a driver nothing of the loading of such a page.
      await page.goto(url, { waitUntil: [] });
      await page.waitForFunction(() => location.protocol === 'moz-extension:');
    } else {
      await page.goto(url);
    }
    return page;
  }

  /** A page with the extension's powers and nothing of its code, from which its APIs are called. */
  extensionPage(): Promise<Page> {
    this.#ground ??= this.open(this.url('manifest.json'));
    return this.#ground;
  }

  /** Opens the popup as a page of its own, speaking about the tab of `page`. */
  async openPopup(page: Page): Promise<Page> {
    const tab = await this.#tabId(page);
    const popup = await this.open(`${this.url('src/popup/popup.html')}?tab=${tab}`);
    await popup.setViewport({ width: 400, height: 600 });
    await popup.waitForSelector('main');
    return popup;
  }

  /** What the content script of `page` has measured so far. */
  async report(page: Page): Promise<PageReport> {
    const tab = await this.#tabId(page);
    const envelope: Envelope = { to: 'page', message: 'report', params: {} };
    const answer = await (await this.extensionPage()).evaluate(
      (tabId, message): Promise<Answer> => browser.tabs.sendMessage(tabId, message, { frameId: 0 }),
      tab,
      envelope,
    );
    if (!answer?.ok) throw new Error(answer?.message ?? 'The content script does not answer.');
    return answer.reply as PageReport;
  }

  /** {@link report}, once every piece that was found has its verdict. Throws after `within` milliseconds. */
  async judged(page: Page, within = 10_000): Promise<PageReport> {
    return untilJudged(() => this.report(page), page.url(), within);
  }

  /** The pieces of `page` that the popup would show. */
  async pieces(page: Page): Promise<FromPage> {
    const tab = await this.#tabId(page);
    return (await this.extensionPage()).evaluate(
      (tabId) =>
        new Promise<FromPage>((resolve, reject) => {
          const port = browser.tabs.connect(tabId, { name: 'page', frameId: 0 });
          port.onDisconnect.addListener(() => reject(new Error('The content script does not answer.')));
          port.onMessage.addListener((pushed: FromPage) => {
            resolve(pushed);
            port.disconnect();
          });
        }),
      tab,
    );
  }

  /** Ends the event page, and the engine's worker with it, as Firefox does when it is idle. */
  async killEventPage(): Promise<void> {
    await this.#inWindow(
      `WebExtensionPolicy.getByID(${JSON.stringify(GECKO_ID)}).extension.terminateBackground({ ignoreDevToolsAttached: true })`,
    );
  }

  /** 'running', 'starting', 'suspending' or 'stopped'. */
  async eventPageState(): Promise<string> {
    return this.#inWindow(
      `WebExtensionPolicy.getByID(${JSON.stringify(GECKO_ID)}).extension.backgroundState`,
    );
  }

  /**
   * What pages complained of since they were opened, and the uncaught errors of the extension's own
   * contexts. (What these say by `console.error` stays in their process, out of a driver's reach.)
   */
  async errors(): Promise<string[]> {
    return [...new Set([...this.#pageErrors, ...(await this.ownErrors())])];
  }

  /** Those of {@link errors} that come from the extension and not from a page's own scripts. */
  async ownErrors(): Promise<string[]> {
    const logged = await this.#inWindow(
      `JSON.stringify([
        ...Services.console.getMessageArray()
          .filter((message) => message instanceof Ci.nsIScriptError && !(message.flags & Ci.nsIScriptError.warningFlag))
          .map((message) => message.errorMessage + ' (' + message.sourceName + ')'),
      ])`,
    );
    const all = [...this.#pageErrors, ...(JSON.parse(logged) as string[])];
    return all.filter((text) => text.includes(this.url('')) && !UNDER_WAY.test(text));
  }

  /** The number by which the extension APIs know the tab of `page`. Brings the page to the front. */
  async #tabId(page: Page): Promise<number> {
    const ground = await this.extensionPage();
    await page.bringToFront();
    const id = await ground.evaluate(async () => {
      const [tab] = await browser.tabs.query({ active: true, lastFocusedWindow: true });
      return tab?.id;
    });
    if (id === undefined) throw new Error(`The browser knows no tab for ${page.url()}`);
    return id;
  }

  /** The value, a string, of an expression (or of the promise it makes) in the browser's own window. */
  async #inWindow(expression: string): Promise<string> {
    // puppeteer speaks this protocol, but has no method for the browser's own window.
    const { connection } = this.#browser as unknown as { connection: BidiConnection };
    if (this.#window === null) {
      const { result } = await connection.send('browsingContext.getTree', {
        'moz:scope': 'chrome',
        maxDepth: 0,
      });
      this.#window = result.contexts[0].context;
    }
    const { result } = await connection.send('script.evaluate', {
      expression,
      target: { context: this.#window },
      awaitPromise: true,
    });
    if (result.type !== 'success') throw new Error(`${expression}: ${result.exceptionDetails?.text}`);
    return result.result.value ?? '';
  }
}

interface BidiConnection {
  send(
    method: 'browsingContext.getTree',
    params: object,
  ): Promise<{ result: { contexts: { context: string }[] } }>;
  send(
    method: 'script.evaluate',
    params: object,
  ): Promise<{ result: { type: string; result: { value?: string }; exceptionDetails?: { text: string } } }>;
}
