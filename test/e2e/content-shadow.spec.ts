import type { Page } from '@playwright/test';
import { expect } from '@playwright/test';
import { badges, openHtml, settled, start, textsAskedAbout, underlined } from './content/harness.ts';
import { test } from './content/test.ts';

/** Open shadow roots, in a real browser with a fake engine. Closed ones: frames-and-roots.spec.ts. */
const A = 'The harbour opens again in spring.';
const B = 'Bring your own cup to the meeting.';
const C = 'Nobody had expected so much snow.';
const SPAM = 'Claim your free cruise today, only this week.';

let page: Page;

test.beforeEach(({ page: fresh }) => {
  page = fresh;
});

const root = (html: string) => `<template shadowrootmode="open">${html}</template>`;

const cases: [rule: string, html: string, pieces: string[]][] = [
  ['paragraphs in a shadow root', `<my-post>${root(`<p>${A}</p><p>${B}</p>`)}</my-post>`, [A, B]],
  ['nested shadow roots', `<div>${root(`<p>${A}</p><my-b>${root(`<p>${B}</p>`)}</my-b>`)}</div>`, [A, B]],
  ['text directly in a shadow root', `<div>${root(A)}</div>`, [A]],
  [
    'what is put into a slot, in its place',
    `<my-post>${root('<article><p><slot></slot></p></article>')}${A}</my-post>`,
    [A],
  ],
  [
    'named slots and their own words',
    `<my-post>${root(`<h2><slot name="title">${C}</slot></h2><div><slot></slot></div>`)}<p>${A}</p>${B}</my-post>`,
    [A, B, C],
  ],
  ['what no slot shows is not read', `<my-post>${root(`<p>${A}</p>`)}${B}<p>${C}</p></my-post>`, [A]],
  [
    'an inline host is in one piece with the text around it',
    `<p>The <my-word>${root('<b>harbour</b>')}</my-word> opens <my-word>${root('<slot></slot>')}again</my-word> in spring.</p>`,
    [A],
  ],
  [
    'a slot inside navigation is not read',
    `<my-page>${root(`<nav><slot></slot></nav><p>${A}</p>`)}<p>${B}</p></my-page>`,
    [A],
  ],
  [
    'a host inside an editor is not read',
    `<div contenteditable><my-post>${root(`<p>${A}</p>`)}</my-post></div><p>${B}</p>`,
    [B],
  ],
];
for (const [rule, html, pieces] of cases) {
  test(rule, async () => {
    await openHtml(page, html);
    await start(page);
    await settled(page);
    expect(await textsAskedAbout(page)).toEqual([...pieces].sort());
  });
}

test('marks and badges in shadow roots, in the order of the page', async () => {
  await openHtml(
    page,
    `<p>${SPAM} One.</p><my-a>${root(`<p>${SPAM} Two.</p><my-b>${root(`<p>${SPAM} Three?</p>`)}</my-b>`)}</my-a><p>You silly fool, look here.</p>`,
  );
  await start(page);
  expect((await settled(page)).flagged.spam).toEqual({ spam: 3 });
  expect((await underlined(page))['inkling-spam']).toEqual([
    `${SPAM} One.`,
    `${SPAM} Two.`,
    `${SPAM} Three?`,
  ]);
  expect((await badges(page)).map((name) => name.slice(0, 14))).toEqual([
    'Looks like spa',
    'Looks like spa',
    'Looks like spa',
    'Looks toxic: 9',
  ]);
});

test('changes inside, new roots, and elements that are defined late are seen', async () => {
  await openHtml(page, `<my-feed>${root('<main></main>')}</my-feed><late-post>${B}</late-post>`);
  await start(page);
  await settled(page);
  const judged = async (text: string) => expect.poll(() => textsAskedAbout(page)).toContain(text);
  await judged(B);
  await page.evaluate((text) => {
    const main = document.querySelector('my-feed')!.shadowRoot!.querySelector('main')!;
    main.innerHTML = `<p>${text}</p>`;
  }, A);
  await judged(A);
  await page.evaluate((text) => {
    document.querySelector('my-feed')!.shadowRoot!.querySelector('p')!.firstChild!.nodeValue = text;
  }, `${A} Changed.`);
  await judged(`${A} Changed.`);
  await page.evaluate((text) => {
    const host = document.createElement('div');
    host.attachShadow({ mode: 'open' }).innerHTML = `<p>${text}</p>`;
    document.body.append(host);
  }, C);
  await judged(C);
  await page.evaluate((text) => {
    customElements.define(
      'late-post',
      class extends HTMLElement {
        connectedCallback() {
          this.attachShadow({ mode: 'open' }).innerHTML = `<p>${text}</p>`;
        }
      },
    );
  }, SPAM);
  await judged(SPAM);
  await expect.poll(() => badges(page)).toHaveLength(1);
});

test('what is selected in a shadow root can be labelled, but not what one writes there', async () => {
  await openHtml(
    page,
    `<my-post>${root(`<p id="text">${A}</p><div id="editor" contenteditable><p>${B}</p></div>`)}</my-post>
     <div contenteditable><my-inner>${root(`<p>${C}</p>`)}</my-inner></div>`,
  );
  await start(page);
  await settled(page);
  const opened = async (selector: string) => {
    await page.locator(selector).click({ clickCount: 3 });
    const answer = (await page.evaluate(() => window.harness.ask('labelSelection'))) as { opened: boolean };
    await page.keyboard.press('Escape');
    return answer.opened;
  };
  expect(await opened('#editor p')).toBe(false);
  expect(await opened('my-inner p')).toBe(false);
  expect(await opened('#text')).toBe(true);
  expect(await textsAskedAbout(page)).toEqual([A]);
});

test('a slotted text that changes is read again where it is shown', async () => {
  await openHtml(page, `<my-post>${root('<article><p><slot></slot></p></article>')}<b>${A}</b></my-post>`);
  await start(page);
  await settled(page);
  await page.evaluate((text) => {
    document.querySelector('my-post b')!.firstChild!.nodeValue = text;
  }, SPAM);
  await expect.poll(() => badges(page)).toHaveLength(1);
  await page.evaluate(() => document.querySelector('my-post b')!.remove());
  await expect.poll(async () => (await settled(page)).blocks).toBe(0);
});
