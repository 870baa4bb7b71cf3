import messages from '../../_locales/en/messages.json' with { type: 'json' };

interface Message {
  message: string;
  placeholders?: Record<string, { content: string }>;
}

/**
 * `chrome.i18n.getMessage` as Chrome does it, over the English messages. A unit test of something that
 * shows words starts with
 *
 *   vi.stubGlobal('chrome', fakeBrowser);
 */
export const fakeBrowser = {
  i18n: {
    getMessage(key: string, substitutions: string | string[] = []): string {
      const entry = (messages as Record<string, Message>)[key];
      if (!entry) return '';
      const filled = [substitutions].flat();
      const fill = (content: string) =>
        content.replace(/\$([1-9])/g, (_, index) => filled[Number(index) - 1] ?? '');
      return fill(
        entry.message.replace(
          /\$(\w+)\$/g,
          (whole, name: string) => entry.placeholders?.[name.toLowerCase()]?.content ?? whole,
        ),
      ).replaceAll('$$', '$');
    },
    getUILanguage: () => 'en',
  },
};
