import type { Block } from './block.ts';
import { holds, listen, rectOfText } from './dom.ts';

/**
 * A blurred piece can be read for as long as one presses on it. `blurred` names the pieces that are now
 * blurred, `show` is told when to make one readable and when to blur it again. The page gets the press all
 * the same, but for the click at the end of a long one: whoever held a link to read it did not follow it.
 */

/** Milliseconds after which a press was for reading. */
const LONG = 300;

export function peekOnPress(
  blurred: () => Iterable<Block>,
  show: (block: Block, isShown: boolean) => void,
  signal: AbortSignal,
): void {
  const passive = { signal, capture: true, passive: true };
  addEventListener(
    'pointerdown',
    (event) => {
      const block = event.isTrusted && event.button === 0 ? blockAt(event, blurred()) : null;
      if (!block) return;
      show(block, true);
      const end = new AbortController();
      const since = performance.now();
      const options = { ...passive, signal: AbortSignal.any([signal, end.signal]) };
      const done = ({ type }: Event) => {
        end.abort();
        show(block, false);
        if (type === 'pointerup' && performance.now() - since > LONG) swallowClick(signal);
      };
      listen('pointerup pointercancel blur', done, options);
    },
    passive,
  );
}

function blockAt(event: PointerEvent, blurred: Iterable<Block>): Block | null {
  const [target] = event.composedPath();
  for (const block of blurred) {
    // For what stands in a closed shadow root, the host is named.
    if (!holds(block.element, target as Node) && !holds(target as Node, block.element)) continue;
    const { left, right, top, bottom } = rectOfText(block);
    const { clientX, clientY } = event;
    if (clientX >= left && clientX <= right && clientY >= top && clientY <= bottom) return block;
  }
  return null;
}

function swallowClick(signal: AbortSignal): void {
  const end = new AbortController();
  addEventListener(
    'click',
    (event) => {
      event.preventDefault();
      event.stopImmediatePropagation();
    },
    { capture: true, signal: AbortSignal.any([signal, end.signal]) },
  );
  // The click comes before anything else that waits.
  setTimeout(() => end.abort(), 0);
}
