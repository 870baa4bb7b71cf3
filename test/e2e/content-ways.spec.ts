import type { Page } from '@playwright/test';
import { expect } from '@playwright/test';
import type { TaskId, Way } from '../../src/protocol/verdict.ts';
import { badges, open, openHtml, pageState, SITE, settled, start, underlined } from './content/harness.ts';
import { test } from './content/test.ts';

/** The ways to mark, in a real browser with a fake engine (see content/harness.ts). */
let page: Page;

const SPAM = 'Claim your free cruise today, only this week.';
const PLAIN = 'The first boat leaves at six every morning.';

test.beforeEach(({ page: fresh }) => {
  page = fresh;
});

async function choose(way: Way, tasks: TaskId[] = ['spam', 'toxicity', 'intent']): Promise<void> {
  await page.evaluate(
    ([chosen, of]) =>
      window.fakeEngine.push(({ settings }) => {
        for (const task of of) settings.tasks[task].way = chosen;
      }),
    [way, tasks] as const,
  );
  await settled(page);
}
const heightOf = (selector: string) =>
  page.evaluate((one) => document.querySelector(one)!.getBoundingClientRect().height, selector);
/** What a person would have in the clipboard after selecting everything and copying. */
async function copied(): Promise<string> {
  return page.evaluate(async () => {
    getSelection()!.selectAllChildren(document.body);
    let text = '';
    // After all listeners of ours, and still before the browser copies.
    addEventListener('copy', () => {
      text = getSelection()!.toString();
    });
    document.execCommand('copy');
    getSelection()!.removeAllRanges();
    return text.replace(/\s+/g, ' ').trim();
  });
}

for (const way of ['underline', 'badge', 'dim', 'blur'] as const) {
  test(`${way}: moves nothing, writes nothing, and says by a badge what it means`, async () => {
    await page.goto(`${SITE}/forum.html`);
    const before = await pageState(page);
    await start(page);
    await settled(page);
    await choose(way);
    expect(await pageState(page)).toEqual(before);
    expect(await badges(page)).toHaveLength(5);
    const painted = Object.entries(await underlined(page)).flatMap(([name, texts]) =>
      texts.length > 0 ? [name] : [],
    );
    expect(painted.sort()).toEqual(
      {
        underline: ['inkling-intent', 'inkling-spam', 'inkling-toxicity'],
        badge: [],
        dim: ['inkling-dim'],
        blur: ['inkling-blur'],
      }[way],
    );
  });
}

for (const way of ['dim', 'blur', 'fold', 'hide'] as const) {
  test(`${way}: leaves no trace when the site is switched off, and paper and copies are the page's own`, async () => {
    await page.goto(`${SITE}/forum.html`);
    const before = await pageState(page);
    const html = await page.evaluate(() => document.documentElement.outerHTML);
    const own = await copied();
    await start(page);
    await settled(page);
    await choose(way);
    const marked = (await settled(page)).flagged;
    expect(marked.spam).toEqual({ spam: 3 });
    expect(await copied()).toBe(own);
    await page.waitForTimeout(50);
    await page.emulateMedia({ media: 'print' });
    await page.waitForTimeout(50);
    expect(await pageState(page)).toEqual(before);
    await page.emulateMedia({ media: 'screen' });
    await page.waitForTimeout(50);
    if (way === 'fold' || way === 'hide') expect(await pageState(page)).not.toEqual(before);
    await page.evaluate(() =>
      window.fakeEngine.push(({ settings }) =>
        settings.rules.push({ site: location.hostname, path: '', reads: false, plain: false }),
      ),
    );
    expect(await pageState(page)).toEqual(before);
    expect(await page.evaluate(() => document.documentElement.outerHTML)).toBe(html);
    expect(await underlined(page)).toEqual({});
    expect(await page.evaluate(() => document.getAnimations().length)).toBe(0);
  });
}

test('fold: one line that says what it is and opens; nothing of the text is left for eye, ear or Tab', async () => {
  await openHtml(
    page,
    `<p id="a">${PLAIN}</p><p id="b">${SPAM} <a href="#x">Here</a></p><p id="c">${PLAIN}</p>`,
  );
  await start(page);
  await settled(page);
  await choose('fold');
  expect(await heightOf('#b')).toBe(26);
  expect(await badges(page)).toEqual(['Looks like spam: 9 in 10. Show the text']);
  expect(await page.evaluate(() => document.querySelector('#b')!.attributes.length)).toBe(1);
  const snapshot = await page.locator('body').ariaSnapshot();
  expect(snapshot).not.toContain('cruise');
  expect(snapshot).toContain('first boat');
  const bar = await page.evaluate(() => {
    const { left, top, bottom } = window.harness
      .root()!
      .querySelector('.badge.fold')!
      .getBoundingClientRect();
    const text = document.querySelector('#b')!.getBoundingClientRect();
    return { left: left - text.left, isInside: top >= text.top && bottom <= text.bottom };
  });
  expect(bar).toEqual({ left: 0, isInside: true });
  // Again and again, nothing flickers: reading the page anew leaves it folded.
  await page.evaluate(() => {
    window.harness.hide(true);
    document.querySelector('#a')!.append('!');
  });
  await page.evaluate(() => window.harness.hide(false));
  await settled(page);
  expect(await heightOf('#b')).toBe(26);
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect.poll(() => badges(page)).toEqual(['Looks like spam: 9 in 10. Open Inkling’s card']);
  expect(await heightOf('#b')).toBeLessThan(26);
  expect((await underlined(page))['inkling-spam']).toContain(SPAM);
  await page.keyboard.press('Enter');
  await expect.poll(() => page.evaluate(() => !!window.harness.root()!.querySelector('.card'))).toBe(true);
});

test('hide: nothing is left but what the popup lists, and going there shows it', async () => {
  await openHtml(page, `<p>${PLAIN}</p><ul><li id="b">${SPAM}</li><li>${PLAIN}</li></ul>`);
  await start(page);
  await settled(page);
  await choose('hide');
  expect(await heightOf('#b')).toBe(0);
  expect(await badges(page)).toEqual([]);
  expect((await settled(page)).flagged).toEqual({ spam: { spam: 1 } });
  await page.evaluate(() => {
    const port = window.harness.connect();
    const [{ pieces }] = port.pushes as { pieces: { id: number }[] }[];
    port.send({ goTo: pieces[0].id });
  });
  await expect.poll(() => heightOf('#b')).toBeGreaterThan(10);
  await expect.poll(() => badges(page)).toHaveLength(1);
});

test('what cannot be folded alone is blurred, and a fold opens for what is put into it', async () => {
  await openHtml(
    page,
    `<div id="mixed">${SPAM}<p>${PLAIN}</p></div><table><tr><td id="cell">${SPAM}</td></tr></table><div id="alone">${SPAM}</div>`,
  );
  await start(page);
  await settled(page);
  await choose('fold');
  expect((await underlined(page))['inkling-blur']).toEqual([SPAM, SPAM]);
  expect(await heightOf('#alone')).toBe(26);
  await page.evaluate((text) => {
    const added = document.createElement('p');
    added.textContent = text;
    document.querySelector('#alone')!.append(added);
  }, `${PLAIN} And one more.`);
  await settled(page);
  expect(await heightOf('#alone')).toBeGreaterThan(26);
  expect((await underlined(page))['inkling-blur']).toHaveLength(3);
});

test('a changed text is judged anew behind its fold, and comes back when it is ordinary', async () => {
  await openHtml(page, `<p id="b">${SPAM}</p>`);
  await start(page);
  await settled(page);
  await choose('fold');
  await page.evaluate((text) => {
    document.querySelector('#b')!.firstChild!.nodeValue = text;
  }, PLAIN);
  await expect.poll(() => heightOf('#b')).not.toBe(26);
  await expect.poll(() => badges(page)).toEqual([]);
});

test('blur: readable while the pointer or the space bar is down, and a long press follows no link', async () => {
  await openHtml(page, `<p id="b"><a href="#gone">${SPAM}</a></p>`);
  await start(page);
  await settled(page);
  await choose('blur');
  const blurred = async () => (await underlined(page))['inkling-blur']?.length ?? 0;
  expect(await blurred()).toBe(1);
  await page.mouse.move(60, 25);
  await page.mouse.down();
  expect(await blurred()).toBe(0);
  await page.waitForTimeout(350);
  await page.mouse.up();
  await expect.poll(blurred).toBe(1);
  expect(page.url()).not.toContain('#gone');
  await page.mouse.click(60, 25);
  await expect.poll(() => page.url()).toContain('#gone');
  await page.keyboard.press('Tab');
  expect(await badges(page)).toEqual([
    'Looks like spam: 9 in 10. Hold the space bar to see the text, press Enter to open Inkling’s card',
  ]);
  await page.evaluate(() => window.harness.root()!.querySelector<HTMLElement>('.badge')!.focus());
  await page.keyboard.down(' ');
  await expect.poll(blurred).toBe(0);
  await page.keyboard.up(' ');
  await expect.poll(blurred).toBe(1);
  expect(await page.evaluate(() => window.harness.root()!.querySelector('.card'))).toBeNull();
});

test('on a plain site everything is underlined', async () => {
  await open(page, 'forum.html');
  await settled(page);
  await choose('hide');
  await page.evaluate(() =>
    window.fakeEngine.push(({ settings }) =>
      settings.rules.push({ site: location.hostname, path: '', reads: null, plain: true }),
    ),
  );
  await settled(page);
  expect((await underlined(page))['inkling-spam'].length).toBeGreaterThan(2);
  expect(await badges(page)).toHaveLength(5);
});

test('next and previous: from what is on the screen, round the page, and told aloud', async () => {
  const tall = '<div style="height:1200px"></div>';
  await openHtml(
    page,
    `<p>${SPAM} One.</p>${tall}<p>${PLAIN}</p><p>${SPAM} Two.</p>${tall}<p>${SPAM} Three.</p>`,
  );
  await start(page);
  await settled(page);
  const said = () =>
    page.evaluate(() => window.harness.root()!.querySelector('[role=status].live')?.textContent ?? '');
  const step = async (by: number, sentence: string) => {
    await page.evaluate((n) => window.harness.ask('step', { by: n }), by);
    await expect.poll(said).toBe(`${sentence}. Looks like spam: 9 in 10`);
    await page.waitForTimeout(900);
  };
  await page.evaluate(() => scrollTo(0, 1100));
  await page.waitForTimeout(200);
  await step(1, '2 of 3');
  expect(await page.evaluate(() => window.harness.root()!.activeElement?.className)).toContain('badge');
  await step(1, '3 of 3');
  await step(1, '1 of 3');
  await step(-1, '3 of 3');
  expect(await page.evaluate(() => scrollY)).toBeGreaterThan(1500);
  await page.evaluate(() =>
    window.fakeEngine.push(({ settings }) => Object.assign(settings.tasks.spam, { on: false })),
  );
  await settled(page);
  await page.evaluate(() => window.harness.ask('step', { by: 1 }));
  await expect.poll(said).toBe('Nothing is marked on this page');
});

test('a label has its own way; of two that hold, the stronger', async () => {
  await openHtml(
    page,
    `<p id="a">${SPAM}</p><p id="b">How are you, you silly fool? Claim a free cruise.</p><p id="c">Is that so?  Nobody knew.  Really?</p>`,
  );
  await start(page);
  await settled(page);
  await page.evaluate(() =>
    window.fakeEngine.push(({ settings }) => {
      settings.tasks.spam.ways = { spam: 'hide' };
      settings.tasks.intent.ways = { question: 'dim' };
    }),
  );
  await settled(page);
  expect(await heightOf('#a')).toBe(0);
  expect(await heightOf('#b')).toBe(0);
  expect((await underlined(page))['inkling-dim']).toEqual(['Is that so?  Nobody knew.  Really?']);
});

test('a label of one’s own is marked by its name, dashed, in its colour, on light and on dark pages', async () => {
  const label = (id: string, name: string, colour: string) => ({ id, name, colour, keywords: [] });
  for (const [ink, paper] of [
    ['#000', '#fff'],
    ['#eee', '#111'],
  ]) {
    await openHtml(
      page,
      `<style>body{color:${ink};background:${paper}}</style><p>My boat is for sale, who wants it.</p>`,
    );
    await start(page);
    await settled(page);
    await page.evaluate(
      (labels) => {
        const { fakeEngine } = window;
        fakeEngine.push((state) => {
          const task = 'own-0000000a';
          state.tasks.push({
            ...state.tasks[0],
            task,
            labels: ['l1', 'other'],
            ordinary: 'other',
            own: { name: 'Boats', labels },
          });
          state.settings.tasks[task] = { on: true, sensitivity: 2, way: 'underline' };
          fakeEngine.lessons.push({
            id: 'x',
            task,
            label: 'l1',
            text: 'My boat is for sale, who wants it.',
            site: '',
            at: 0,
          });
        });
      },
      [label('l1', 'For sale', '#fef08a')],
    );
    await settled(page);
    expect(await badges(page)).toEqual(['You said: For sale. Open Inkling’s card']);
    expect((await underlined(page))['inkling-own-amber']).toHaveLength(1);
    const contrast = await page.evaluate(() => {
      const badge = window.harness.root()!.querySelector('.badge')!;
      const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true })!;
      const luminance = (colour: string) => {
        canvas.fillStyle = colour;
        canvas.fillRect(0, 0, 1, 1);
        const [r, g, b] = [...canvas.getImageData(0, 0, 1, 1).data].map((n) => {
          const c = n / 255;
          return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
        });
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
      };
      const style = getComputedStyle(badge);
      const [one, other] = [luminance(style.color), luminance(style.backgroundColor)];
      return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    });
    expect(contrast).toBeGreaterThan(4.5);
  }
});

test('what was opened can be folded again from its card', async () => {
  await openHtml(page, `<p id="b">${SPAM}</p>`);
  await start(page);
  await settled(page);
  await choose('fold');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect.poll(() => badges(page)).toEqual(['Looks like spam: 9 in 10. Open Inkling’s card']);
  await page.keyboard.press('Enter');
  await expect
    .poll(() => page.evaluate(() => !!window.harness.root()!.querySelector('.card .foot')))
    .toBe(true);
  await page.getByRole('button', { name: 'Fold again' }).click();
  await expect.poll(() => heightOf('#b')).toBe(26);
  await expect
    .poll(() => page.evaluate(() => window.harness.root()!.activeElement?.className))
    .toContain('fold');
});

test('forced colours: nothing is painted as if it were selected, and what is to be hidden is', async () => {
  await page.emulateMedia({ forcedColors: 'active' });
  await openHtml(page, `<p id="b">${SPAM}</p><p>You silly fool, look here.</p><p>${PLAIN}</p>`);
  await start(page);
  await settled(page);
  const painted = async () => Object.values(await underlined(page)).flat();
  for (const way of ['underline', 'badge', 'dim', 'blur', 'fold'] as const) {
    await choose(way);
    expect(await painted()).toEqual([]);
    expect(await badges(page)).toHaveLength(2);
    if (way === 'blur' || way === 'fold') expect(await heightOf('#b')).toBe(26);
  }
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/forced.png` });
  await choose('blur');
  await page.emulateMedia({ forcedColors: 'none' });
  await expect.poll(painted).toHaveLength(2);
  expect(await heightOf('#b')).toBeLessThan(26);
});

test('two pieces in one text node are marked each by itself, and their marks move with them', async () => {
  await openHtml(page, `<pre>\n${SPAM}\n\n  ${PLAIN}\n\n  ${SPAM} Really.\n</pre>`);
  await start(page);
  await settled(page);
  const both = { 'inkling-spam': [SPAM, `${SPAM} Really.`] };
  expect(await underlined(page)).toEqual(both);
  const tops = () =>
    page.evaluate(() =>
      [...window.harness.root()!.querySelectorAll('.badge')].map(
        (badge) => badge.getBoundingClientRect().top,
      ),
    );
  await expect.poll(async () => (await tops()).length).toBe(2);
  const before = await tops();
  expect(before[1] - before[0]).toBeGreaterThan(40);
  // Fold needs an element of its own; here it becomes a blur of the piece alone.
  await choose('fold');
  await expect
    .poll(() => underlined(page))
    .toEqual({ 'inkling-spam': [], 'inkling-blur': both['inkling-spam'] });
  await choose('underline');
  await page.evaluate((text) => {
    (document.querySelector('pre')!.firstChild as Text).insertData(0, `${text}\n\n`);
  }, PLAIN);
  await expect.poll(async () => (await tops())[0]).toBeGreaterThan(before[0]);
  expect((await underlined(page))['inkling-spam']).toEqual(both['inkling-spam']);
});
