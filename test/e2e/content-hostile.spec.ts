import type { Page } from '@playwright/test';
import { expect, marks, test, useInkling } from './fixtures.ts';
import { tried } from './proof.ts';

/** The built extension, in its own world, on pages that would rather not have it. */
const SPAM =
  'CONGRATULATIONS! You have been selected to win a FREE luxury cruise! Click here to claim your prize now, limited time offer!!!';
const ORDINARY = 'The first boat leaves at six, and the last one comes back shortly before midnight.';

const shared = useInkling();

async function open(html: string, headers: Record<string, string> = {}): Promise<Page> {
  const page = await shared.inkling.context.newPage();
  await page.route('http://hostile.test/**', (route) =>
    route.fulfill({
      body: `<!doctype html><title>Test</title>${html}`,
      contentType: 'text/html; charset=utf-8',
      headers,
    }),
  );
  await page.goto('http://hostile.test/');
  await shared.inkling.judged(page);
  await page.bringToFront();
  return page;
}

/** What is in the closed shadow root, as only the browser's own tools can see it. */
async function badgeOf(page: Page): Promise<{ name: string; height: number }> {
  const tools = await shared.inkling.context.newCDPSession(page);
  const { nodes } = await tools.send('Accessibility.getFullAXTree');
  const button = nodes.find(({ role, name }) => role?.value === 'button' && /Inkling/.test(name?.value));
  if (!button) return { name: '', height: 0 };
  const { model } = await tools.send('DOM.getBoxModel', { backendNodeId: button.backendDOMNodeId! });
  return { name: button.name!.value, height: model.height };
}

test('a page with the strictest policy is marked, and the badge looks as it should', async () => {
  const page = await open(`<p>${SPAM}</p><p>${ORDINARY}</p>`, {
    'content-security-policy':
      "default-src 'none'; sandbox allow-same-origin; require-trusted-types-for 'script'",
  });
  await expect.poll(() => marks(page, 'spam')).toEqual([SPAM]);
  await expect
    .poll(() => badgeOf(page))
    .toEqual({ name: expect.stringContaining('Looks like spam'), height: 18 });
});

test('a page that bends its own world does not bend ours', async () => {
  const page = await open(`
    <script>
      for (const prototype of [Node.prototype, Element.prototype, Document.prototype, EventTarget.prototype]) {
        for (const name of ['matches', 'closest', 'contains', 'getBoundingClientRect', 'checkVisibility',
          'attachShadow', 'appendChild', 'createElement', 'createTreeWalker', 'addEventListener']) {
          if (Object.hasOwn(prototype, name)) prototype[name] = () => { throw new Error('bent ' + name); };
        }
      }
      Array.prototype.push = Map.prototype.get = Set.prototype.add = () => { throw new Error('bent'); };
      window.MutationObserver = window.IntersectionObserver = window.chrome = undefined;
    </script>
    <form><input name="textContent"><input name="parentNode"><input name="children"><p>${SPAM}</p></form>`);
  await expect.poll(async () => (await badgeOf(page)).name).toContain('Looks like spam');
  tried('in', 'a page with bent prototypes and clobbered DOM properties', 1);
});

test('a page can neither look into the overlay nor press its buttons', async () => {
  const page = await open(`<p>${SPAM}</p>`);
  await expect.poll(async () => (await badgeOf(page)).name).toContain('Looks like spam');
  const seen = await page.evaluate(() => {
    const host = document.documentElement.lastElementChild as HTMLElement;
    host.click();
    host.dispatchEvent(new MouseEvent('click', { bubbles: true, composed: true }));
    return { root: host.shadowRoot, children: host.childElementCount, attributes: host.attributes.length };
  });
  expect(seen).toEqual({ root: null, children: 0, attributes: 0 });
  await page.waitForTimeout(300);
  const tools = await shared.inkling.context.newCDPSession(page);
  const { nodes } = await tools.send('Accessibility.getFullAXTree');
  expect(nodes.some(({ role }) => role?.value === 'dialog')).toBe(false);
  tried('in', 'a page looks into the overlay and presses its buttons from script', 1);
});

/** A picture of the verdict in the card of the page's only mark. */
async function pictureOfVerdict(page: Page): Promise<Buffer> {
  const tools = await shared.inkling.context.newCDPSession(page);
  const find = async (role: string, name: RegExp) => {
    const { nodes } = await tools.send('Accessibility.getFullAXTree');
    return nodes.find((node) => node.role?.value === role && name.test(node.name?.value ?? ''));
  };
  const boxOf = async (backendNodeId: number) => {
    const { model } = await tools.send('DOM.getBoxModel', { backendNodeId });
    const [x, y] = model.border as [number, number];
    return { x, y, width: model.width, height: model.height };
  };
  const shown = async (role: string, name: RegExp) => {
    await expect.poll(() => find(role, name)).toBeTruthy();
    return (await find(role, name))!;
  };
  const badge = await boxOf((await shown('button', /Inkling/)).backendDOMNodeId!);
  await page.mouse.click(badge.x + badge.width / 2, badge.y + badge.height / 2);
  await shown('StaticText', /^What spoke for it/);
  const says = await shown('StaticText', /^Looks like spam: /);
  const { nodes } = await tools.send('Accessibility.getFullAXTree');
  const line = nodes.find(({ nodeId }) => nodeId === says.parentId)!;
  return page.screenshot({ clip: await boxOf(line.backendDOMNodeId!) });
}

test('invisible signs hide nothing, and signs that turn text round turn nothing of ours round', async () => {
  const overridden = `\u202e\u2067${SPAM.replaceAll('cruise', 'cru\u200bi\u200dse')}`;
  const [clean, spoofed] = [await open(`<p>${SPAM}</p>`), await open(`<p>${overridden}</p>`)];
  await expect.poll(() => marks(spoofed, 'spam')).toEqual([overridden]);
  const turned = await pictureOfVerdict(spoofed);
  await clean.bringToFront();
  const straight = await pictureOfVerdict(clean);
  expect(turned.equals(straight)).toBe(true);
  tried('in', 'a text with bidi overrides and zero-width signs: marked, and the card reads as ever', 1);
});
