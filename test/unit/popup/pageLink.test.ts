import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { PageView } from '../../../src/popup/pageLink.ts';

const { connect } = vi.hoisted(() => ({ connect: vi.fn() }));
vi.mock('webextension-polyfill', () => ({
  default: { runtime: { lastError: undefined }, tabs: { connect, reload: vi.fn() } },
}));
vi.stubGlobal('chrome', {});
const { openPageLink } = await import('../../../src/popup/pageLink.ts');

class FakePort {
  readonly sent: unknown[] = [];
  message: (message: unknown) => void = () => {};
  gone: () => void = () => {};
  readonly onMessage = {
    addListener: (listener: (message: unknown) => void) => {
      this.message = listener;
    },
  };
  readonly onDisconnect = {
    addListener: (listener: () => void) => {
      this.gone = listener;
    },
  };
  readonly disconnect = vi.fn();
  postMessage(message: unknown) {
    this.sent.push(message);
  }
}

const good = {
  site: 'forum.test',
  path: '/',
  on: true,
  idle: true,
  blocks: 1,
  inFrames: 0,
  pieces: [
    {
      id: 1,
      text: 'Win a free cruise',
      verdicts: [
        {
          task: 'spam',
          label: 'spam',
          probability: 0.9,
          probabilities: [0.1, 0.9],
          flagged: true,
          unsure: false,
          yours: false,
        },
      ],
    },
  ],
};

let ports: FakePort[];
let views: PageView[];

beforeEach(() => {
  vi.useFakeTimers();
  ports = [];
  views = [];
  connect.mockReset().mockImplementation(() => {
    const port = new FakePort();
    ports.push(port);
    return port;
  });
});
afterEach(() => vi.useRealTimers());

test('connects to the main frame of the tab and hands on what it sends', () => {
  const link = openPageLink(7, (view) => views.push(view));
  expect(connect).toHaveBeenCalledWith(7, { name: 'page', frameId: 0 });
  ports[0].message(good);
  expect(views).toEqual([{ readable: true, ...good }]);
  link.goTo(1);
  expect(ports[0].sent).toEqual([{ goTo: 1 }]);
});

test.each([
  ['nothing', null],
  ['a word', 'pieces'],
  ['a site that is no text', { ...good, site: 5 }],
  ['no list of pieces', { ...good, pieces: 'many' }],
  ['too many pieces', { ...good, pieces: Array(201).fill(good.pieces[0]) }],
  ['a piece that is null', { ...good, pieces: [null] }],
  ['a text that is no text', { ...good, pieces: [{ ...good.pieces[0], text: {} }] }],
  [
    'an unknown task',
    { ...good, pieces: [{ ...good.pieces[0], verdicts: [{ ...good.pieces[0].verdicts[0], task: 'x' }] }] },
  ],
  ['a verdict that is null', { ...good, pieces: [{ ...good.pieces[0], verdicts: [null] }] }],
])('a page that sends %s is not believed', (_, message) => {
  openPageLink(7, (view) => views.push(view));
  ports[0].message(message);
  expect(views).toEqual([]);
});

test('a page that goes away is unreadable until the next one answers', () => {
  const link = openPageLink(7, (view) => views.push(view));
  ports[0].gone();
  expect(views).toEqual([{ readable: false }]);
  vi.advanceTimersByTime(1000);
  expect(ports).toHaveLength(2);
  ports[1].message(good);
  expect(views.at(-1)).toMatchObject({ readable: true });
  ports[0].message({ ...good, site: 'old.test' });
  expect(views.at(-1)).toMatchObject({ site: 'forum.test' });

  ports[1].gone();
  link.close();
  vi.advanceTimersByTime(5000);
  expect(ports).toHaveLength(2);
});
