import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { BrowserContext, Page } from '@playwright/test';
import { expect } from '@playwright/test';
import { build } from 'vite';
import type { PageReport } from '../../../src/protocol/messages.ts';
import type { FakeEngine } from './fakeEngine.ts';

/**
 * Runs the content script in a real browser on small pages of ours, with a fake engine, so that layout,
 * observers and focus are real and what is to be marked is known. It runs in the page's own world (the
 * hardest one for it), its shadow root is opened for the test to look into, and `chrome` is a stand-in.
 * The whole extension with its own engine is tested elsewhere.
 */
const root = fileURLToPath(new URL('../../../', import.meta.url));
const style = readFileSync(`${root}src/content/content.css`, 'utf8');
const messages = readFileSync(`${root}_locales/en/messages.json`, 'utf8');
const overlayStyle = readFileSync(`${root}src/content/overlay.css`, 'utf8');

/** Pages are served under this name by the test itself; nothing reaches a network. */
export const SITE = 'http://content.test';

let bundle: Promise<string> | null = null;

/** The content script, with the fake engine in place of the client of the real one. */
function contentScript(): Promise<string> {
  bundle ??= build({
    root,
    configFile: false,
    logLevel: 'warn',
    plugins: [
      {
        name: 'fake-engine',
        enforce: 'pre',
        resolveId: (source) =>
          source.endsWith('/engineClient.ts') ? `${root}test/e2e/content/fakeEngine.ts` : null,
      },
    ],
    build: {
      write: false,
      minify: false,
      lib: { entry: `${root}src/content/content.iife.ts`, formats: ['iife'], name: 'content' },
    },
  }).then((output) => {
    const [result] = [output].flat();
    if (!('output' in result)) throw new Error('The content script was not built.');
    return result.output[0].code;
  });
  return bundle;
}

/** Serves fixtures and given texts, and prepares each page of the context for the script. */
export async function prepare(context: BrowserContext): Promise<void> {
  await context.route(`${SITE}/**`, (route) => {
    const name = new URL(route.request().url()).pathname.slice(1);
    if (name === 'favicon.ico') return route.fulfill({ status: 204 });
    const body = inline.get(name) ?? readFileSync(`${root}test/fixtures/pages/${name}`);
    return route.fulfill({ body, contentType: 'text/html; charset=utf-8' });
  });
  await context.addInitScript(standIn, { messagesText: messages, overlayStyle });
}

const inline = new Map<string, string>();

/** Opens a page that consists of this text. */
export async function openHtml(page: Page, html: string): Promise<void> {
  const name = `inline-${inline.size}.html`;
  inline.set(name, `<!doctype html><html lang="en"><meta charset="utf-8"><title>Test</title>${html}`);
  await page.goto(`${SITE}/${name}`);
}

/** Starts the content script in the page, as the browser would at document_idle. */
export async function start(page: Page): Promise<void> {
  // Neither needs a document whose own names can be relied on.
  await page.evaluate((css) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    document.adoptedStyleSheets = [sheet];
  }, style);
  await page.evaluate(await contentScript());
}

export async function open(page: Page, fixture: string): Promise<void> {
  await page.goto(`${SITE}/${fixture}`);
  await start(page);
}

/** Waits until nothing is left to read or to judge, and the marks are in place. */
export async function settled(page: Page): Promise<PageReport> {
  await expect
    .poll(
      async () => {
        const { idle, blocks, firstVerdictMs } = await page.evaluate(() => window.harness.report());
        return idle && (blocks === 0 || firstVerdictMs !== null);
      },
      { intervals: [30], timeout: 40_000 },
    )
    .toBe(true);
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 60)));
  return page.evaluate(() => window.harness.report());
}

/** The texts the engine was asked about, each once, sorted. */
export async function textsAskedAbout(page: Page): Promise<string[]> {
  return page.evaluate(() => [...new Set(window.fakeEngine.texts)].sort());
}

/** Spoken names of the badges, in the order of the Tab key. */
export async function badges(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...(window.harness.root()?.querySelectorAll('.badge') ?? [])]
      .filter((badge) => badge.isConnected)
      .map((badge) => badge.getAttribute('aria-label')!),
  );
}

/** The underlined text, by task. */
export async function underlined(page: Page): Promise<Record<string, string[]>> {
  return page.evaluate(() => {
    const found: Record<string, string[]> = {};
    for (const [name, highlight] of CSS.highlights) {
      found[name] = [...highlight].map(({ startContainer, startOffset, endOffset }) =>
        (startContainer as Text).data.slice(startOffset, endOffset).trim(),
      );
    }
    return found;
  });
}

/** Everything of the page that must not change: text, attributes and box of each element. */
export async function pageState(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const own = window.harness.host();
    return [...document.querySelectorAll('*')]
      .filter((element) => element !== own)
      .map((element) => {
        const { x, y, width, height } = element.getBoundingClientRect();
        const attributes = [...element.attributes].map(({ name, value }) => `${name}=${value}`).join(' ');
        const text = [...element.childNodes]
          .map((node) => (node.nodeType === 3 ? node.nodeValue : ''))
          .join('');
        return `${element.tagName} ${attributes} [${x} ${y} ${width} ${height}] ${text}`;
      })
      .concat(`scroll ${document.documentElement.scrollWidth} ${document.documentElement.scrollHeight}`);
  });
}

interface Harness {
  report(): Promise<PageReport>;
  ask(message: string, params?: object): Promise<unknown>;
  /** Connects as the popup would. */
  connect(): { pushes: unknown[]; send(message: unknown): void };
  host(): Element | undefined;
  root(): ShadowRoot | undefined;
  badge: number | null | undefined;
  /** What the background was asked for. */
  asked: string[];
  orphan(): void;
  /** Makes the tab look hidden, or shown again. */
  hide(isHidden: boolean): void;
}

declare global {
  interface Window {
    harness: Harness;
    fakeEngine: FakeEngine;
  }
}

/** Runs in each page before anything else: a stand-in for `chrome`, and a way into the closed shadow root. */
function standIn({ messagesText, overlayStyle }: { messagesText: string; overlayStyle: string }): void {
  interface Entry {
    message: string;
    placeholders?: Record<string, { content: string }>;
  }
  const entries = JSON.parse(messagesText) as Record<string, Entry>;
  const getMessage = (key: string, values: string[] = []): string => {
    if (key === '@@ui_locale') return 'en';
    if (key === '@@bidi_dir') return document.documentElement.dataset.uiDirection ?? 'ltr';
    const entry = entries[key];
    if (!entry) return '';
    return entry.message.replace(/\$(\w+)\$/g, (_, name: string) => {
      const content = entry.placeholders?.[name.toLowerCase()]?.content ?? '';
      return values[Number(content.slice(1)) - 1] ?? '';
    });
  };
  let isHidden = false;
  Object.defineProperty(Document.prototype, 'visibilityState', {
    configurable: true,
    get: () => (isHidden ? 'hidden' : 'visible'),
  });
  const roots: ShadowRoot[] = [];
  const attach = Element.prototype.attachShadow;
  Element.prototype.attachShadow = function (options) {
    const shadow = attach.call(this, { ...options, mode: options.mode === 'closed' ? 'open' : options.mode });
    if (options.mode === 'closed') roots.push(shadow);
    return shadow;
  };
  type Listener = (...values: unknown[]) => unknown;
  const eventOf = () => {
    const listeners = new Set<Listener>();
    return {
      listeners,
      addListener: (listener: Listener) => listeners.add(listener),
      removeListener: (listener: Listener) => listeners.delete(listener),
    };
  };
  const onMessage = eventOf();
  const onConnect = eventOf();
  const sender = { id: 'inkling', url: 'chrome-extension://inkling/popup.html' };
  const runtime: Record<string, unknown> = {
    id: 'inkling',
    getURL: (path: string) => `chrome-extension://inkling/${path}`,
    onMessage,
    onConnect,
    sendMessage: async ({ message, params }: { message: string; params: { flagged?: number | null } }) => {
      harness.asked.push(message);
      if (message === 'badge') harness.badge = params.flagged;
      return { ok: true, reply: message === 'overlayStyle' ? { css: overlayStyle } : {} };
    },
  };
  const ask = (message: string, params: object = {}) =>
    new Promise<unknown>((resolve, reject) => {
      const answer = (reply: unknown) => {
        const { ok, reply: value } = reply as { ok: boolean; reply: unknown };
        if (ok) resolve(value);
        else reject(new Error(JSON.stringify(reply)));
      };
      for (const listener of onMessage.listeners) listener({ to: 'page', message, params }, sender, answer);
    });
  const harness: Harness = {
    badge: undefined,
    asked: [],
    ask,
    report: () => ask('report') as Promise<PageReport>,
    host: () => roots.at(-1)?.host,
    root: () => roots.at(-1),
    hide: (now) => {
      isHidden = now;
      document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
    },
    orphan: () => {
      runtime.id = undefined;
    },
    connect: () => {
      const pushes: unknown[] = [];
      const heard = eventOf();
      const port = {
        name: 'page',
        sender,
        onMessage: heard,
        onDisconnect: eventOf(),
        postMessage: (message: unknown) => pushes.push(structuredClone(message)),
      };
      for (const listener of onConnect.listeners) listener(port);
      return { pushes, send: (message) => heard.listeners.forEach((listener) => void listener(message)) };
    },
  };
  Object.assign(window, { harness, chrome: { runtime, i18n: { getMessage } } });
}
