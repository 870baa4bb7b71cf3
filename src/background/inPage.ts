import { toPage } from '../protocol/send.ts';

/** What menus and shortcuts (`commands` in the manifest) can ask a tab's page for. */
export const LABEL_SELECTION = 'label-selection';
export const READ_PAGE = 'read-page';

export function doInPage(
  command: string,
  tab: { id?: number | undefined } | undefined,
  frame?: number,
): void {
  if (tab?.id === undefined) return;
  ask(command, tab.id, frame).catch((error: unknown) => {
    // A page opened before Inkling was installed has no script of ours until it is loaded again.
    console.info(`${command} could not be done:`, error);
  });
}

function ask(command: string, tab: number, frame: number | undefined): Promise<unknown> {
  switch (command) {
    case LABEL_SELECTION:
      return toPage(tab, 'labelSelection', {}, frame);
    case READ_PAGE:
      return toPage(tab, 'readNow', {});
    default:
      return toPage(tab, 'step', { by: command === 'next-piece' ? 1 : -1 });
  }
}
