import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { portPair } from '../../../src/host/portPair.ts';

beforeEach(() => {
  vi.stubGlobal('chrome', {
    runtime: { id: 'inkling', getURL: (path: string) => `moz-extension://x/${path}` },
  });
});
afterEach(() => vi.unstubAllGlobals());

function heardBy(port: chrome.runtime.Port): unknown[] {
  const heard: unknown[] = [];
  port.onMessage.addListener((message) => void heard.push(message));
  port.onDisconnect.addListener(() => void heard.push('closed'));
  return heard;
}
const settled = () => new Promise((resolve) => setTimeout(resolve, 0));

test('what goes into one end comes out of the other, later, in order, as a copy', async () => {
  const [a, b] = portPair();
  const [atA, atB] = [heardBy(a), heardBy(b)];
  const message = { texts: ['one'] };
  a.postMessage(message);
  a.postMessage(2);
  b.postMessage('back');
  message.texts.push('changed afterwards');
  expect(atB).toEqual([]);
  await settled();
  expect(atB).toEqual([{ texts: ['one'] }, 2]);
  expect(atA).toEqual(['back']);
});

test('closing is told to the other end only; then nothing comes through, and sending is refused', async () => {
  const [a, b] = portPair();
  const [atA, atB] = [heardBy(a), heardBy(b)];
  b.postMessage('too late');
  a.disconnect();
  a.disconnect();
  await settled();
  expect(atA).toEqual([]);
  expect(atB).toEqual(['closed']);
  expect(() => a.postMessage(1)).toThrow();
  expect(() => b.postMessage(1)).toThrow();
});
