import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { roleOf, type Sender, siteOf } from '../../../src/protocol/sender.ts';

const ID = 'abcdefghijklmnopabcdefghijklmnop';
const OTHER = 'ponmlkjihgfedcbaponmlkjihgfedcba';
const tab = { id: 7 };
const web = { id: 1, url: 'https://forum.test/thread' };

beforeEach(() => {
  vi.stubGlobal('chrome', {
    runtime: { id: ID, getURL: (path: string) => `chrome-extension://${ID}/${path}` },
  });
});
afterEach(() => {
  vi.unstubAllGlobals();
});

describe('who is answered', () => {
  test.each<[string, Sender | undefined, 'page' | 'extension' | null, string]>([
    ['our script in a page', { id: ID, url: 'https://forum.test/a?b#c', tab }, 'page', 'forum.test'],
    ['… with a port', { id: ID, url: 'http://127.0.0.1:8080/', tab }, 'page', '127.0.0.1'],
    [
      '… in a frame: its site is that of the page around it',
      { id: ID, url: 'https://inner.test/frame', frameId: 5, tab: { id: 7, url: 'https://forum.test/x' } },
      'page',
      'forum.test',
    ],
    [
      '… in the main frame, while the tab goes elsewhere',
      { id: ID, url: 'https://forum.test/', frameId: 0, tab: { id: 7, url: 'https://next.test/' } },
      'page',
      'forum.test',
    ],
    [
      '… in a page that is rendered ahead, in a tab that shows another',
      {
        id: ID,
        url: 'https://ahead.test/',
        frameId: 9,
        documentLifecycle: 'prerender',
        tab: { id: 7, url: 'https://forum.test/' },
      },
      'page',
      'ahead.test',
    ],
    [
      '… in a frame whose tab’s address is not told, or is none of the web',
      { id: ID, url: 'https://inner.test/', frameId: 5, tab: { id: 7, url: 'file:///tmp/a.html' } },
      'page',
      'inner.test',
    ],
    ['… with a user name in the address', { id: ID, url: 'https://a.test@b.test/', tab }, 'page', 'b.test'],
    ['… in a page whose host is our id', { id: ID, url: `https://${ID}/`, tab }, 'page', ID],
    ['our popup', { id: ID, url: `chrome-extension://${ID}/src/popup/popup.html` }, 'extension', ''],
    [
      'our page in a tab',
      { id: ID, url: `chrome-extension://${ID}/src/popup/popup.html`, tab },
      'extension',
      '',
    ],
    [
      'our service worker',
      { id: ID, url: `chrome-extension://${ID}/service-worker-loader.js` },
      'extension',
      '',
    ],
    [
      'a host that begins with our id',
      { id: ID, url: `chrome-extension://${ID}.evil.example/`, tab },
      null,
      '',
    ],
    ['our id as a path', { id: ID, url: `chrome-extension://evil/${ID}/`, tab }, null, ''],
    ['a web page with our id as its host', { id: OTHER, url: `https://${ID}/`, tab }, null, ''],
    ['another extension', { id: OTHER, url: `chrome-extension://${OTHER}/x.html` }, null, ''],
    ['another extension with our address', { id: OTHER, url: `chrome-extension://${ID}/x.html` }, null, ''],
    ['no id', { url: 'https://forum.test/', tab }, null, ''],
    ['no address', { id: ID, tab }, null, ''],
    ['a broken address', { id: ID, url: 'https://', tab }, null, ''],
    ['data:', { id: ID, url: 'data:text/html,hello', tab }, null, ''],
    [
      'a frame without an address',
      { id: ID, url: 'about:srcdoc', frameId: 3, tab: web },
      'page',
      'forum.test',
    ],
    [
      'a frame made of a blob',
      { id: ID, url: 'blob:https://x.test/1', frameId: 3, tab: web },
      'page',
      'forum.test',
    ],
    [
      'such a frame in a page that is none of the web',
      { id: ID, url: 'about:blank', frameId: 3, tab: { id: 1, url: 'file:///etc/passwd' } },
      null,
      '',
    ],
    ['a file in a frame', { id: ID, url: 'file:///etc/passwd', frameId: 3, tab }, null, ''],
    ['about:blank', { id: ID, url: 'about:blank', tab }, null, ''],
    ['blob:', { id: ID, url: 'blob:https://forum.test/1', tab }, null, ''],
    ['file:', { id: ID, url: 'file:///etc/passwd', tab }, null, ''],
    ['javascript:', { id: ID, url: `javascript:'chrome-extension://${ID}/'`, tab }, null, ''],
    ['a web address without a tab', { id: ID, url: 'https://forum.test/' }, null, ''],
    ['nobody', undefined, null, ''],
  ])('%s', (_name, sender, role, site) => {
    expect(roleOf(sender)).toBe(role);
    expect(siteOf(sender)).toBe(site);
  });

  test('after the extension is gone nobody is', () => {
    vi.stubGlobal('chrome', { runtime: { getURL: () => '' } });
    expect(roleOf({ url: 'https://forum.test/', tab })).toBe(null);
    expect(roleOf({ id: ID, url: 'https://forum.test/', tab })).toBe(null);
  });
});
