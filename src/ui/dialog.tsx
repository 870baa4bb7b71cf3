import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { words } from '../protocol/words.ts';

/**
 * A modal dialog with a heading and a way out. The browser keeps the focus in it and gives it back to where it
 * was; Escape closes it. Whoever shows it takes it away when it is told that it closed.
 */
export function Dialog({
  title,
  close,
  children,
}: {
  title: string;
  close: () => void;
  children: ComponentChildren;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const shown = dialog.current;
    const before = document.activeElement;
    shown?.showModal();
    return () => {
      // Removing an open dialog would leave the focus nowhere.
      shown?.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);

  return (
    <dialog ref={dialog} aria-labelledby="dialog-title" onClose={close}>
      <div class="dialog-head">
        <h2 id="dialog-title">{title}</h2>
        <button type="button" class="quiet" onClick={close}>
          {words('ui_close')}
        </button>
      </div>
      {children}
    </dialog>
  );
}

/** Asks once more before something that can't be taken back, and says what it means. */
export function Confirm({
  title,
  consequence,
  action,
  act,
  close,
}: {
  title: string;
  consequence: string;
  /** What is on the button that does it. */
  action: string;
  act: () => void;
  close: () => void;
}) {
  return (
    <Dialog title={title} close={close}>
      <p>{consequence}</p>
      <div class="actions">
        <button type="button" onClick={close}>
          {words('ui_cancel')}
        </button>
        <button
          type="button"
          class="danger"
          onClick={() => {
            close();
            act();
          }}
        >
          {action}
        </button>
      </div>
    </Dialog>
  );
}
