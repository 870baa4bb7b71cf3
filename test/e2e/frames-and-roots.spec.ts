import type { Page } from '@playwright/test';
import { expect, marks, test, useInkling } from './fixtures.ts';

/** The built extension where pages hide their text from scripts: closed shadow roots, and frames. */
const SPAM =
  'CONGRATULATIONS! You have been selected to win a FREE luxury cruise! Click here to claim your prize now, limited time offer!!!';
const ORDINARY = 'The first boat leaves at six, and the last one comes back shortly before midnight.';

const shared = useInkling();

/** Opens `http://a.test/` in the browser; each address of the table is a page. */
async function open(pages: Record<string, string>): Promise<Page> {
  const page = await shared.inkling.context.newPage();
  await page.route(/^http:\/\/\w+\.test\//, (route) => {
    const html = pages[route.request().url()] ?? '';
    return route.fulfill({
      body: `<!doctype html><meta charset="utf-8"><title>Test</title>${html}`,
      contentType: 'text/html; charset=utf-8',
    });
  });
  await page.goto('http://a.test/');
  await shared.inkling.judged(page);
  await page.bringToFront();
  return page;
}

async function toolbar(page: Page): Promise<string> {
  const id = await shared.inkling.tabId(page);
  const popup = await shared.inkling.openPopup(page);
  const text = await popup.evaluate((tabId) => chrome.action.getBadgeText({ tabId }), id);
  await popup.close();
  return text;
}

test('closed shadow roots are read, and followed', async () => {
  const page = await open({
    'http://a.test/': `<closed-post></closed-post><div id="empty"></div><script>
      customElements.define('closed-post', class extends HTMLElement {
        constructor() { super(); this.inner = this.attachShadow({ mode: 'closed' });
          this.inner.innerHTML = '<p>${SPAM}</p><main></main>'; } });
      document.querySelector('#empty').attachShadow({ mode: 'closed' }).innerHTML = '<p>${ORDINARY} Come and win a FREE iPhone now, click here to claim your FREE prize!!!</p>';
    </script>`,
  });
  await expect.poll(() => marks(page, 'spam')).toContain(SPAM);
  expect((await shared.inkling.report(page)).blocks).toBe(2);
  await page.evaluate((text) => {
    const host = document.querySelector('closed-post') as HTMLElement & { inner: ShadowRoot };
    host.inner.querySelector('main')!.innerHTML = `<p>${text} Today only.</p>`;
  }, SPAM);
  await expect.poll(() => marks(page, 'spam')).toContain(`${SPAM} Today only.`);
});

test('frames that a page fills itself are read as its own: srcdoc, about:blank, blob, and those without an origin', async () => {
  const page = await open({
    'http://a.test/': `<iframe id="srcdoc" width=500 height=120 srcdoc="<p>${SPAM} In srcdoc.</p>"></iframe>
      <iframe id="lonely" width=500 height=120 sandbox="allow-scripts" srcdoc="<p>${SPAM} Without origin.</p>"></iframe>
      <iframe id="blank" width=500 height=120></iframe><iframe id="blob" width=500 height=120></iframe><script>
      document.querySelector('#blank').contentDocument.body.innerHTML = '<p>${SPAM} In about:blank.</p>';
      document.querySelector('#blob').src = URL.createObjectURL(new Blob(['<p>${SPAM} In a blob.</p>'], { type: 'text/html' }));
    </script>`,
  });
  const marked = async () => {
    // A frame may be going from one document to the next; it is asked again.
    const all = await Promise.all(page.frames().map((frame) => marks(frame, 'spam').catch(() => [])));
    return all
      .flat()
      .map((text) => text.replace(SPAM, '').trim())
      .sort();
  };
  const all = ['In a blob.', 'In about:blank.', 'In srcdoc.', 'Without origin.'];
  // Each of the four starts a script of its own, which on a busy machine takes its time.
  await expect.poll(marked, { timeout: 20_000 }).toEqual(all);
  await expect.poll(() => toolbar(page), { timeout: 20_000 }).toBe('4');
  const popup = await shared.inkling.openPopup(page);
  const reads = popup.getByRole('switch', { name: 'Read a.test' });
  await reads.setChecked(false);
  await page.bringToFront();
  await expect.poll(marked, { timeout: 20_000 }).toEqual([]);
  await reads.setChecked(true);
  await page.bringToFront();
  await expect.poll(marked, { timeout: 20_000 }).toEqual(all);
});

test('frames of any origin are read under the rule of the page around them', async () => {
  const frame = (url: string, size = 'width=500 height=120') => `<iframe src="${url}" ${size}></iframe>`;
  const page = await open({
    'http://a.test/': `<p>${SPAM}</p>${frame('http://a.test/same')}${frame('http://b.test/')}${frame('http://b.test/tiny', 'width=1 height=1')}`,
    'http://a.test/same': `<p>${SPAM} Same origin.</p>`,
    'http://b.test/': `<p>${SPAM} Another origin.</p><p>${ORDINARY}</p>`,
    'http://b.test/tiny': `<p>${SPAM} Too small to be read.</p>`,
  });
  const spamIn = (url: string) => {
    const found = page.frames().find((one) => one.url() === url)!;
    return found.evaluate(() =>
      [...(CSS.highlights.get('inkling-spam') ?? [])].map(({ startContainer }) => startContainer.textContent),
    );
  };
  await expect.poll(() => spamIn('http://a.test/same')).toEqual([`${SPAM} Same origin.`]);
  await expect.poll(() => spamIn('http://b.test/')).toEqual([`${SPAM} Another origin.`]);
  await expect.poll(() => spamIn('http://a.test/')).toEqual([SPAM]);
  expect(await spamIn('http://b.test/tiny')).toEqual([]);

  // The toolbar counts them all; the popup lists those of the page itself and says how many are elsewhere.
  await expect.poll(() => toolbar(page)).toBe('3');
  const popup = await shared.inkling.openPopup(page);
  await expect(popup.locator('.pieces')).toContainText('CONGRATULATIONS');
  await expect(popup.locator('.pieces')).not.toContainText('origin');
  await expect(popup.getByText('In frames of this page')).toContainText('2');
  await page.bringToFront();
  await page.evaluate(() => document.querySelector('iframe')!.remove());
  await expect(popup.getByText('In frames of this page')).toContainText('1');

  // The frame's own host does not matter, the page's does.
  const setSite = async (site: string, on: boolean) => {
    const box = popup.getByRole('switch', { name: `Read ${site}` });
    await box.setChecked(on);
  };
  await setSite('a.test', false);
  await expect.poll(() => spamIn('http://b.test/')).toEqual([]);
  await expect.poll(() => toolbar(page)).toBe('');
  await setSite('a.test', true);
  await page.bringToFront();
  await expect.poll(() => spamIn('http://b.test/')).toEqual([`${SPAM} Another origin.`]);
});
