import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

const ID = 'abcdefghijklmnopabcdefghijklmnop';
const page = { id: ID, url: 'https://forum.test/', tab: { id: 7 } };
const popup = { id: ID, url: `chrome-extension://${ID}/src/popup/popup.html` };

type Listener = (...args: unknown[]) => unknown;
let contexts: unknown[];
let listeners: Record<
  'message' | 'connect' | 'installed' | 'startup' | 'stored' | 'clicked' | 'command',
  Listener[]
>;
let policy: () => Promise<unknown>;
let engine: (request: string, params: unknown) => Promise<unknown>;
let calls: unknown[][];
let createDocument: () => Promise<void>;
let sendToTab: () => Promise<unknown>;

/** A browser that remembers what it was asked for, and a service worker that has just started in it. */
beforeEach(async () => {
  contexts = [];
  calls = [];
  listeners = { message: [], connect: [], installed: [], startup: [], stored: [], clicked: [], command: [] };
  policy = async () => ({});
  engine = async () => ({});
  createDocument = async () => void contexts.push({});
  sendToTab = async () => ({ ok: true, reply: { opened: true } });
  const on = (name: keyof typeof listeners) => ({
    addListener: (listener: Listener) => void listeners[name].push(listener),
  });
  const note =
    (name: string) =>
    async (...args: unknown[]) =>
      void calls.push([name, ...args]);
  const chrome = {
    runtime: {
      id: ID,
      getURL: (path: string) => `chrome-extension://${ID}/${path}`,
      getContexts: async () => contexts,
      ContextType: { OFFSCREEN_DOCUMENT: 'OFFSCREEN_DOCUMENT' },
      onMessage: on('message'),
      onConnect: on('connect'),
      onInstalled: on('installed'),
      onStartup: on('startup'),
    },
    offscreen: {
      Reason: { WORKERS: 'WORKERS' },
      createDocument: (options: unknown) => {
        calls.push(['createDocument', options]);
        if (contexts.length > 0)
          return Promise.reject(new Error('Only a single offscreen document may be created.'));
        return createDocument();
      },
    },
    action: { setBadgeText: note('setBadgeText'), setTitle: note('setTitle') },
    i18n: { getMessage: (key: string, values: string[] = []) => [key, ...values].join(' ') },
    contextMenus: {
      removeAll: async () => {},
      create: (options: unknown) => calls.push(['menu', options]),
      onClicked: on('clicked'),
    },
    storage: { onChanged: on('stored'), managed: { get: () => policy() } },
    commands: { onCommand: on('command') },
    tabs: {
      create: note('tabs.create'),
      sendMessage: (...args: unknown[]) => {
        calls.push(['tabs.sendMessage', ...args]);
        return sendToTab();
      },
    },
  };
  vi.stubGlobal('chrome', chrome);
  vi.doMock('webextension-polyfill', () => ({ default: chrome }));
  vi.doMock('../../../src/background/askEngine.ts', () => ({
    askEngine: (request: string, params: unknown) => {
      calls.push(['engine', request, params]);
      return engine(request, params);
    },
  }));
  await start();
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

/** Runs the service worker's script, as the browser does each time it wakes it. */
async function start(): Promise<void> {
  for (const list of Object.values(listeners)) list.length = 0;
  vi.resetModules();
  await import('../../../src/background/background.ts');
}
/** The answer to a message; undefined when nobody answers. */
function send(message: unknown, sender: unknown = page): Promise<unknown> {
  return new Promise((resolve) => {
    if (!listeners.message.some((listener) => listener(message, sender, resolve))) resolve(undefined);
  });
}
const ensure = () => send({ to: 'background', message: 'ensureEngine', params: {} });
const created = () => calls.filter(([name]) => name === 'createDocument').length;

describe('the engine’s page', () => {
  test('is opened once, however many ask at once, and not again while it is there', async () => {
    const answers = await Promise.all([ensure(), ensure(), ensure()]);
    expect(answers).toEqual(Array(3).fill({ ok: true, reply: { ready: true } }));
    await ensure();
    expect(created()).toBe(1);
  });

  test('is opened again after it died, and after a failed try', async () => {
    createDocument = () => Promise.reject(new Error('the browser is busy'));
    expect(await ensure()).toMatchObject({ ok: false });
    createDocument = async () => void contexts.push({});
    expect(await ensure()).toMatchObject({ ok: true });
    contexts = [];
    expect(await ensure()).toMatchObject({ ok: true });
    expect(created()).toBe(3);
  });

  test('that a service worker killed midway has left is used', async () => {
    createDocument = async () => {
      contexts.push({});
      throw new Error('Only a single offscreen document may be created.');
    };
    expect(await ensure()).toMatchObject({ ok: true });
    await start();
    expect(await ensure()).toMatchObject({ ok: true });
    expect(created()).toBe(1);
  });
});

describe('the first page', () => {
  const installed = (details: object) =>
    Promise.all(listeners.installed.map((listener) => listener(details)));
  const opened = () => calls.filter(([name]) => name === 'tabs.create').map(([, options]) => options);

  test('opens once, when a person has installed Inkling', async () => {
    await installed({ reason: 'install' });
    expect(opened()).toEqual([{ url: `chrome-extension://${ID}/src/welcome/welcome.html` }]);
  });

  test('not after an update, nor for one who tries it out', async () => {
    await installed({ reason: 'update' });
    await installed({ reason: 'browser_update' });
    await installed({ reason: 'install', temporary: true });
    expect(opened()).toEqual([]);
  });
});

describe('an organisation’s policy', () => {
  const settled = () => new Promise((resolve) => setTimeout(resolve, 0));
  const handed = () => calls.filter(([name]) => name === 'engine').map(([, ...asked]) => asked);
  const start = async (name: 'installed' | 'startup', details?: object) => {
    for (const listener of listeners[name]) listener(details);
    await settled();
  };

  test('is handed to the engine when the browser starts, when installed, and when it changes', async () => {
    policy = async () => ({ where: 'listed', sitesOff: ['*.bank.example'], tasksOff: ['intent'] });
    const limits = { where: 'listed', sitesOff: ['*.bank.example'], tasksOff: ['intent'] };
    await start('startup');
    expect(handed()).toEqual([['setLimits', limits]]);
    await start('installed', { reason: 'update' });
    policy = async () => ({ storageMode: 'weights' });
    for (const listener of listeners.stored) listener({}, 'local');
    for (const listener of listeners.stored) listener({}, 'managed');
    await settled();
    expect(handed().slice(1)).toEqual([
      ['setLimits', limits],
      ['setLimits', { storageMode: 'weights' }],
    ]);
  });

  test('is none where there is none, so that one that was taken away no longer holds', async () => {
    policy = () => Promise.reject(new Error('Managed storage manifest not found'));
    await start('startup');
    expect(handed()).toEqual([['setLimits', {}]]);
  });

  test('loses only what can’t be understood', async () => {
    const warned = vi.spyOn(console, 'warn').mockImplementation(() => {});
    policy = async () => ({
      where: 'nowhere',
      sitesOff: 'all',
      tasksOff: ['no-such'],
      storageMode: 'weights',
      x: 1,
    });
    await start('startup');
    expect(handed()).toEqual([['setLimits', { storageMode: 'weights' }]]);
    expect(warned).toHaveBeenCalledTimes(3);
  });

  test('that the engine can’t take is told, and throws nothing', async () => {
    const warned = vi.spyOn(console, 'warn').mockImplementation(() => {});
    engine = () => Promise.reject(new Error('unreachable'));
    await start('startup');
    expect(warned).toHaveBeenCalledOnce();
  });
});

describe('messages', () => {
  test('only our own are answered, and each with what is wrong', async () => {
    const message = { to: 'background', message: 'ensureEngine', params: {} };
    for (const sender of [{}, { ...page, id: 'other' }, { ...page, url: 'file:///x' }]) {
      expect(await send(message, sender)).toMatchObject({ ok: false });
    }
    expect(created()).toBe(0);
    for (const name of ['erase', 'constructor', '__proto__', 'toString']) {
      expect(await send({ ...message, message: name })).toMatchObject({ ok: false });
    }
    expect(await send({ ...message, params: { extra: 1 } })).toMatchObject({ ok: false });
  });

  test('those of another conversation are left to whom they are for', async () => {
    for (const message of [undefined, null, 'hi', {}, { to: 'page', message: 'report', params: {} }]) {
      expect(await send(message)).toBeUndefined();
    }
  });

  test('ports are not taken: they must close when the engine’s page dies', () => {
    expect(listeners.connect).toEqual([]);
  });
});

describe('a page', () => {
  const ask = (message: string, params: object, sender: unknown = page) =>
    send({ to: 'background', message, params }, sender);

  test('tells its frames where it is; a frame may not', async () => {
    const where = { path: '/news', asked: true };
    expect(await ask('tellFrames', where)).toEqual({ ok: true, reply: { told: true } });
    const envelope = { to: 'page', message: 'followPage', params: where };
    expect(calls).toContainEqual(['tabs.sendMessage', 7, envelope, {}]);
    expect(await ask('tellFrames', where, { ...page, frameId: 5 })).toMatchObject({ ok: false });
  });

  test('has a new label made on our own page, which is told which frame it is about and nothing else', async () => {
    expect(await ask('newLabel', {}, { ...page, frameId: 5 })).toEqual({ ok: true, reply: { opened: true } });
    const url = `chrome-extension://${ID}/src/dashboard/dashboard.html#labels?from=7.5`;
    expect(calls).toContainEqual(['tabs.create', { url }]);
  });
});

describe('the badge', () => {
  const badge = (flagged: unknown, sender: unknown = page) =>
    send({ to: 'background', message: 'badge', params: { flagged } }, sender);

  test('shows a tab’s count, and says it', async () => {
    expect(await badge(3)).toEqual({ ok: true, reply: { shown: true, asked: false } });
    expect(calls).toEqual([
      ['setBadgeText', { tabId: 7, text: '3' }],
      ['setTitle', { tabId: 7, title: 'background_badge_some 3' }],
    ]);
  });

  test('of a frame goes to the page around it', async () => {
    const frame = { ...page, url: 'https://inner.test/', frameId: 5 };
    sendToTab = async () => ({ ok: true, reply: { counted: true, asked: true } });
    expect(await badge(2, frame)).toEqual({ ok: true, reply: { shown: true, asked: true } });
    const params = { frame: 5, flagged: 2 };
    expect(calls).toEqual([
      ['tabs.sendMessage', 7, { to: 'page', message: 'frameCount', params }, { frameId: 0 }],
    ]);
  });

  test('fits into four characters', async () => {
    const { badgeText } = await import('../../../src/background/badge.ts');
    const texts = [null, 0, 1, 999, 1000, 1e9].map((flagged) => badgeText(flagged));
    expect(texts).toEqual(['', '', '1', '999', '999+', '999+']);
  });

  test('says apart that nothing is marked and that nothing is read', async () => {
    await badge(0);
    await badge(null);
    const titles = calls.filter(([name]) => name === 'setTitle').map(([, options]) => options);
    expect(titles).toEqual([
      { tabId: 7, title: 'background_badge_none' },
      { tabId: 7, title: 'background_badge_site' },
    ]);
  });

  test('says why nothing is read', async () => {
    for (const reads of ['paused', 'unlisted', 'click', 'policy']) {
      calls = [];
      await send({ to: 'background', message: 'badge', params: { flagged: null, reads } });
      expect(calls).toEqual([
        ['setBadgeText', { tabId: 7, text: reads === 'paused' ? '||' : '' }],
        ['setTitle', { tabId: 7, title: `background_badge_${reads}` }],
      ]);
    }
  });

  test('is refused for counts that are none, and from outside a tab', async () => {
    for (const flagged of [-1, 1.5, '3', undefined, Number.NaN]) {
      expect(await badge(flagged)).toMatchObject({ ok: false });
    }
    expect(await badge(3, popup)).toMatchObject({ ok: false });
    expect(calls).toEqual([]);
  });
});

describe('the context menu', () => {
  const click = (menuItemId: string, tab: unknown = { id: 7 }) => {
    for (const listener of listeners.clicked) listener({ menuItemId }, tab);
    return new Promise((resolve) => setTimeout(resolve, 0));
  };

  test('is made when Inkling is installed, for selected text of web pages', async () => {
    for (const listener of listeners.installed) await listener({ reason: 'install' });
    expect(calls.filter(([name]) => name === 'menu')).toMatchObject([
      ['menu', { id: 'label-selection', contexts: ['selection'] }],
      ['menu', { id: 'read-page', contexts: ['action'] }],
      ['menu', { id: 'pause', contexts: ['action'] }],
    ]);
  });

  test('asks the tab’s page to label the selection; also in a service worker that has just woken', async () => {
    await start();
    await click('label-selection');
    expect(calls).toEqual([
      ['tabs.sendMessage', 7, { to: 'page', message: 'labelSelection', params: {} }, { frameId: 0 }],
    ]);
  });

  test('pauses for an hour, and resumes', async () => {
    let pausedUntil: number | null = null;
    engine = async (request, params) => {
      if (request === 'setOptions') ({ pausedUntil } = params as { pausedUntil: number | null });
      return { settings: { pausedUntil } };
    };
    await click('pause');
    expect(pausedUntil! - Date.now()).toBeGreaterThan(3_590_000);
    await click('pause');
    expect(pausedUntil).toBeNull();
  });

  test('is left out where the browser has none, and the rest works', async () => {
    Reflect.deleteProperty(chrome, 'contextMenus');
    await start();
    for (const listener of listeners.installed) await listener({ reason: 'update' });
    expect(calls.filter(([name]) => name === 'menu')).toEqual([]);
    expect(await ensure()).toEqual({ ok: true, reply: { ready: true } });
  });

  test('does nothing, and throws nothing, where there is no script of ours', async () => {
    vi.spyOn(console, 'info').mockImplementation(() => {});
    sendToTab = () => Promise.reject(new Error('Could not establish connection.'));
    await click('label-selection');
    await click('label-selection', null);
    await click('another');
    expect(calls).toHaveLength(1);
  });
});

test('shortcuts ask the tab’s page for what they are for', async () => {
  for (const command of ['next-piece', 'previous-piece', 'label-selection', 'read-page']) {
    for (const listener of listeners.command) listener(command, { id: 7 });
  }
  await new Promise((resolve) => setTimeout(resolve, 0));
  const asked = calls.map(([, , envelope]) => envelope);
  expect(asked).toEqual([
    { to: 'page', message: 'step', params: { by: 1 } },
    { to: 'page', message: 'step', params: { by: -1 } },
    { to: 'page', message: 'labelSelection', params: {} },
    { to: 'page', message: 'readNow', params: {} },
  ]);
  const { default: manifest } = await import('../../../manifest.json');
  expect(Object.keys(manifest.commands).sort()).toEqual([
    'label-selection',
    'next-piece',
    'previous-piece',
    'read-page',
  ]);
});
