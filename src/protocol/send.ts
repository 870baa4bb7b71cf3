import type { BackgroundProtocol, PageProtocol } from './messages.ts';
import { isOwnPage } from './sender.ts';

/**
 * One-time messages between the extension's contexts; with {@link ./answer.ts} the only place that
 * touches `runtime.sendMessage` and `runtime.onMessage`. A message names the protocol it belongs to, so
 * that of all contexts that hear it only the right one answers. Every message is answered: silence
 * means that nobody was there, and becomes an error here.
 */
export interface Envelope {
  to: 'background' | 'page';
  message: string;
  params: unknown;
}
export type Answer = { ok: true; reply: unknown } | { ok: false; message: string };

/** Asks the background. Rejects when it doesn't answer or can't do it. */
export async function toBackground<K extends keyof BackgroundProtocol>(
  message: K,
  params: BackgroundProtocol[K]['params'],
): Promise<BackgroundProtocol[K]['reply']> {
  const envelope: Envelope = { to: 'background', message, params };
  return unwrap(await chrome.runtime.sendMessage(envelope), message) as BackgroundProtocol[K]['reply'];
}

/**
 * Asks the content script of a tab's main frame, or of another; `null`: of all frames, of which one answers.
 * Rejects where there is none (a browser page, say).
 */
export async function toPage<K extends keyof PageProtocol>(
  tabId: number,
  message: K,
  params: PageProtocol[K]['params'],
  frameId: number | null = 0,
): Promise<PageProtocol[K]['reply']> {
  const envelope: Envelope = { to: 'page', message, params };
  const answer = await chrome.tabs.sendMessage(tabId, envelope, frameId === null ? {} : { frameId });
  return unwrap(answer, message) as PageProtocol[K]['reply'];
}

/** Answers {@link toPage} in a content script, until `signal` aborts. */
export function answerPage(
  handlers: {
    [K in keyof PageProtocol]: (
      params: PageProtocol[K]['params'],
    ) => PageProtocol[K]['reply'] | Promise<PageProtocol[K]['reply']>;
  },
  signal: AbortSignal,
): void {
  receive('page', signal, (envelope, sender) => {
    if (!isOwnPage(sender)) throw new Error('not from Inkling itself');
    if (!Object.hasOwn(handlers, envelope.message)) throw new Error(`unknown: ${envelope.message}`);
    // What the extension's own contexts send is trusted; the compiler can't follow the pair.
    const handler = handlers[envelope.message as keyof PageProtocol] as (params: unknown) => unknown;
    return handler(envelope.params);
  });
}

/** False once the extension was updated, reloaded or removed under this script. */
export function isAlive(): boolean {
  return globalThis.chrome?.runtime?.id !== undefined;
}

/** Listens for messages of one protocol and answers each with what `handle` returns or throws. */
export function receive(
  to: Envelope['to'],
  signal: AbortSignal | null,
  handle: (envelope: Envelope, sender: chrome.runtime.MessageSender) => unknown,
): void {
  const listener = (
    message: unknown,
    sender: chrome.runtime.MessageSender,
    respond: (answer: Answer) => void,
  ): boolean => {
    if (!isEnvelope(message) || message.to !== to) return false;
    new Promise((resolve) => resolve(handle(message, sender))).then(
      (reply) => respond({ ok: true, reply }),
      (error: unknown) => respond({ ok: false, message: String(error) }),
    );
    return true;
  };
  chrome.runtime.onMessage.addListener(listener);
  signal?.addEventListener('abort', () => chrome.runtime?.onMessage?.removeListener(listener), {
    once: true,
  });
}

function isEnvelope(message: unknown): message is Envelope {
  return typeof (message as Envelope | null)?.message === 'string';
}

function unwrap(answer: Answer | undefined, message: string): unknown {
  if (!answer) throw new Error(`${message}: nobody answered`);
  if (!answer.ok) throw new Error(`${message}: ${answer.message}`);
  return answer.reply;
}
