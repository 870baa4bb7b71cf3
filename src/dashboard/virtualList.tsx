import type { ComponentChildren, TargetedKeyboardEvent } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';

/**
 * A list of any length of which only the rows in sight are in the document. All rows have one height, which
 * the style sheet decides (so that it grows with the reader's font) and which is measured here. Assistive
 * technology is told the true length and each row's place in it. One row at a time is in the tab order: arrows,
 * Page Up, Page Down, Home and End move between rows, Tab goes on into the controls of that row. The row with
 * the focus stays in the document wherever one scrolls, or the focus would be lost.
 */
export function VirtualList({
  name,
  total,
  onRange,
  row,
  keyOf,
  onKey,
}: {
  name: string;
  total: number;
  /** Told which rows are shown, first to last (not included), so that they can be fetched. */
  onRange: (from: number, to: number) => void;
  /** What stands in row `index`. Its controls get `tabIndex` so that only one row is in the tab order. */
  row: (index: number, tabIndex: 0 | -1) => ComponentChildren;
  /** The same for as long as the row means the same thing. */
  keyOf: (index: number) => string | number;
  /** A key that the list itself has no use for, pressed in row `index`. Returns whether it was used. */
  onKey?: (key: string, index: number) => boolean;
}) {
  const list = useRef<HTMLUListElement>(null);
  const probe = useRef<HTMLLIElement>(null);
  const [view, setView] = useState({ top: 0, height: 600, rowHeight: 72 });
  const [current, setCurrent] = useState(0);
  const [hasFocus, setHasFocus] = useState(false);
  /** The row to be focused as soon as it is in the document. */
  const goingTo = useRef<number | null>(null);

  useLayoutEffect(() => {
    const measure = () =>
      setView((view) => ({
        ...view,
        height: list.current?.clientHeight || view.height,
        rowHeight: probe.current?.offsetHeight || view.rowHeight,
      }));
    measure();
    const observer = new ResizeObserver(measure);
    if (list.current) observer.observe(list.current);
    if (probe.current) observer.observe(probe.current);
    return () => observer.disconnect();
  }, []);

  const at = Math.max(0, Math.min(current, total - 1));
  const first = Math.max(0, Math.floor(view.top / view.rowHeight) - SPARE);
  const last = Math.min(total, Math.ceil((view.top + view.height) / view.rowHeight) + SPARE);
  const shown = Array.from({ length: Math.max(0, last - first) }, (_, i) => first + i);
  // At an end of the list, so that the order in the document stays the order of the rows.
  if (hasFocus && total > 0 && at < first) shown.unshift(at);
  if (hasFocus && total > 0 && at >= last) shown.push(at);

  useEffect(() => onRange(first, last), [first, last, onRange]);

  useLayoutEffect(() => {
    if (goingTo.current !== null && focusRow(list.current, goingTo.current)) goingTo.current = null;
    // A row that went away while it had the focus leaves the focus nowhere: its successor gets it.
    else if (hasFocus && document.activeElement === document.body) focusRow(list.current, at);
  });

  function moveTo(index: number): void {
    const to = Math.max(0, Math.min(index, total - 1));
    setCurrent(to);
    goingTo.current = to;
    const box = list.current;
    if (!box) return;
    const top = to * view.rowHeight;
    if (top < box.scrollTop) box.scrollTop = top;
    else if (top + view.rowHeight > box.scrollTop + box.clientHeight) {
      box.scrollTop = top + view.rowHeight - box.clientHeight;
    }
    setView((view) => ({ ...view, top: box.scrollTop }));
  }

  function onKeyDown(event: TargetedKeyboardEvent<HTMLUListElement>): void {
    if (event.ctrlKey || event.metaKey || event.altKey || !(event.target instanceof HTMLElement)) return;
    const page = Math.max(1, Math.floor(view.height / view.rowHeight) - 1);
    const to = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      PageDown: at + page,
      PageUp: at - page,
      Home: 0,
      End: total - 1,
    }[event.key];
    // A choice between labels has its own arrows.
    const isOwn = event.target.matches('select, input');
    if (to !== undefined && !isOwn) moveTo(to);
    else if (isOwn || !onKey?.(event.key, at)) return;
    event.preventDefault();
  }

  return (
    <ul
      class="rows"
      aria-label={name}
      ref={list}
      onScroll={({ currentTarget: { scrollTop, clientHeight } }) =>
        setView((view) => ({ ...view, top: scrollTop, height: clientHeight || view.height }))
      }
      onKeyDown={onKeyDown}
      onFocusCapture={({ target }) => {
        const index = indexOf(target);
        if (index !== null) setCurrent(index);
        setHasFocus(true);
      }}
      onBlurCapture={({ relatedTarget, currentTarget }) => {
        if (relatedTarget instanceof Node && !currentTarget.contains(relatedTarget)) setHasFocus(false);
      }}
    >
      <li class="row probe" aria-hidden="true" ref={probe} />
      <li class="room" aria-hidden="true" style={{ blockSize: `${total * view.rowHeight}px` }} />
      {shown.map((index) => (
        <li
          key={keyOf(index)}
          class="row"
          data-index={index}
          aria-setsize={total}
          aria-posinset={index + 1}
          style={{ insetBlockStart: `${index * view.rowHeight}px` }}
        >
          {row(index, index === at ? 0 : -1)}
        </li>
      ))}
    </ul>
  );
}

/** Rows beyond each end of the sight that are there already when one scrolls. */
const SPARE = 6;

function indexOf(target: EventTarget | null): number | null {
  const row = target instanceof Element ? target.closest<HTMLElement>('[data-index]') : null;
  return row ? Number(row.dataset.index) : null;
}

/** Focuses the first control of a row; false while the row is not there. */
function focusRow(list: HTMLElement | null, index: number): boolean {
  const control = list?.querySelector<HTMLElement>(`[data-index="${index}"] :is(button, select)`);
  control?.focus({ preventScroll: true });
  return control !== null && control !== undefined;
}
