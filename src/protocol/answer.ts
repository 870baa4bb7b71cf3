import * as v from 'valibot';
import { type BackgroundProtocol, backgroundRequests } from './messages.ts';
import { receive } from './send.ts';
import { roleOf } from './sender.ts';

/**
 * Answers what content scripts and pages of the extension ask the background. Apart from `send.ts`
 * because it validates, and a validator has no place in a content script's bundle.
 */
export function answerBackground(
  handlers: {
    [K in keyof BackgroundProtocol]: (
      params: BackgroundProtocol[K]['params'],
      sender: chrome.runtime.MessageSender,
    ) => Promise<BackgroundProtocol[K]['reply']>;
  },
): void {
  receive('background', null, (envelope, sender) => {
    if (roleOf(sender) === null) throw new Error('not from Inkling itself');
    if (!Object.hasOwn(handlers, envelope.message)) throw new Error(`unknown: ${envelope.message}`);
    const name = envelope.message as keyof BackgroundProtocol;
    const params = v.parse(backgroundRequests[name], envelope.params);
    // The schema of `name` has just been checked; the compiler can't follow the pair.
    const handler = handlers[name] as (params: unknown, sender: chrome.runtime.MessageSender) => unknown;
    return handler(params, sender);
  });
}
