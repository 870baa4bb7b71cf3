import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import type { Section } from '../../src/dashboard/routes.ts';
import { expectAccessible } from './accessible.ts';
import { ask, asker, uuid } from './asker.ts';
import { expect, test, useInkling } from './fixtures.ts';

/** Each flow of the dashboard, in the built extension with the real engine and the shipped heads. */
const shared = useInkling();

const CRUISE = 'Win a free cruise to the islands, reply now';
const MILL = 'The little mill opens its doors on Sunday';
const PERMIT = 'Do we need a permit for the new shed?';

/** A page that asks the engine for what a test begins with. */
let asking: Page;
test.beforeEach(async () => {
  asking = await asker(shared.inkling);
  await ask(asking, 'eraseAll', {});
});

async function open(section: Section): Promise<Page> {
  const page = await shared.inkling.context.newPage();
  await page.goto(shared.inkling.url(`src/dashboard/dashboard.html#${section}`));
  await expect(page.getByRole('tabpanel').locator('h2')).toBeVisible();
  return page;
}

async function teach(
  ...lessons: [text: string, task: string, label: string, site?: string][]
): Promise<void> {
  for (const [index, [text, task, label, site = 'forum.test']] of lessons.entries()) {
    await ask(asking, 'teach', { lesson: uuid(index + 1), text, task, label, site });
  }
}

/** The lessons there are, newest first, as the engine tells. */
async function lessons(): Promise<string[]> {
  const { lessons } = await ask(asking, 'lessons', { limit: 100 });
  return lessons.map(({ text, label }) => `${label}: ${text}`);
}

const status = (page: Page) => page.locator('body > footer').getByRole('status');
const rows = (page: Page) => page.locator('.row .excerpt');
const card = (page: Page, name: string) => page.getByRole('region', { name, exact: true });

/** Does what starts a download, and gives its bytes. */
async function saved(page: Page, start: () => Promise<void>): Promise<{ name: string; bytes: Buffer }> {
  const [download] = await Promise.all([page.waitForEvent('download'), start()]);
  return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
}

async function pick(page: Page, button: string, file: { name: string; bytes: Buffer }): Promise<void> {
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    page.getByRole('button', { name: button }).click(),
  ]);
  await chooser.setFiles({ name: file.name, mimeType: 'application/octet-stream', buffer: file.bytes });
}

test.describe('Learned', () => {
  test('without lessons it teaches how to begin', async () => {
    const page = await open('learned');
    await expect(page.getByText('Nothing yet.')).toBeVisible();
    await expectAccessible(page);
  });

  test('search by words and by meaning, filter, relabel, undo, delete, undo', async () => {
    await teach([MILL, 'spam', 'ham', 'news.test'], [PERMIT, 'intent', 'question'], [CRUISE, 'spam', 'spam']);
    const page = await open('learned');
    await expect(rows(page)).toHaveText([CRUISE, PERMIT, MILL]);
    await expectAccessible(page);

    await page.getByLabel('Search', { exact: true }).fill('cruise');
    await expect(rows(page)).toHaveText([CRUISE]);
    await page.getByLabel('Search', { exact: true }).fill('construction permission');
    await expect(page.getByText('Nothing fits.')).toBeVisible();
    await page.getByRole('radio', { name: 'meaning' }).check();
    await expect(rows(page).first()).toHaveText(PERMIT);
    await page.getByRole('radio', { name: 'words' }).check();
    await page.getByRole('button', { name: 'Show all' }).click();
    await page.getByRole('combobox', { name: 'Site', exact: true }).selectOption('news.test');
    await expect(rows(page)).toHaveText([MILL]);

    const label = page.getByLabel(`Label of “${MILL}”`);
    await label.selectOption('spam');
    await expect(status(page)).toHaveText(`“${MILL}” is now: spam`);
    await expect(page.getByText('before: not spam')).toBeVisible();
    expect(await lessons()).toContain(`spam: ${MILL}`);
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect(label).toHaveValue('ham');
    expect(await lessons()).toContain(`ham: ${MILL}`);

    await page.getByRole('button', { name: `Delete “${MILL}”` }).click();
    await expect(status(page)).toHaveText(`Deleted: “${MILL}”`);
    expect(await lessons()).not.toContain(`ham: ${MILL}`);
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect(rows(page)).toHaveText([MILL]);
    expect(await lessons()).toContain(`ham: ${MILL}`);
  });

  test('by keyboard: a lesson is opened, read, and taken back to what was said before', async () => {
    await teach([CRUISE, 'spam', 'ham'], [CRUISE, 'spam', 'spam'], [MILL, 'spam', 'ham']);
    const page = await open('learned');
    await expect(rows(page)).toHaveCount(2);
    await page.locator('.lesson .verdict').first().focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'A lesson' });
    await expect(dialog.getByText(CRUISE)).toBeVisible();
    await expectAccessible(page);
    await page.keyboard.press('Escape');
    await expect(dialog).toHaveCount(0);
    await expect(page.locator('.lesson .verdict').nth(1)).toBeFocused();
    await page.keyboard.press('Enter');
    await dialog.getByRole('button', { name: 'Go back to: not spam' }).press('Enter');
    await expect(status(page)).toContainText('holds again');
    expect(await lessons()).toEqual([`ham: ${MILL}`, `ham: ${CRUISE}`]);
    await page.locator('.lesson .verdict').first().focus();
    await page.keyboard.press('Delete');
    await expect(rows(page)).toHaveCount(1);
    await expect(page.locator('.lesson .verdict').first()).toBeFocused();
  });

  test('all that fit a search are deleted after a question', async () => {
    await teach([MILL, 'spam', 'ham'], [PERMIT, 'intent', 'question'], [CRUISE, 'spam', 'spam']);
    const page = await open('learned');
    await page.getByRole('combobox', { name: 'Task', exact: true }).selectOption('spam');
    await page.getByRole('button', { name: 'Delete these lessons: 2' }).click();
    await expectAccessible(page);
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await expect(status(page)).toHaveText('Lessons deleted: 2');
    expect(await lessons()).toEqual([`question: ${PERMIT}`]);
  });
});

test.describe('How well', () => {
  test('figures, plots with their numbers, and the plot of every task', async () => {
    await teach(
      [CRUISE, 'spam', 'spam'],
      [MILL, 'spam', 'spam'],
      ['Claim your prize, text WIN to this number', 'spam', 'spam'],
      ['See you at the mill tomorrow', 'spam', 'ham'],
    );
    const page = await open('progress');
    const figures = page.locator('.figures dd');
    await expect(figures.first()).toContainText(/^\d+%\d of 4/);
    await expect(page.getByRole('img', { name: /^Of the last lessons/ })).toBeVisible();
    await expect(page.getByRole('img', { name: /^How often Inkling was right/ })).toBeVisible();
    await page.locator('.plot summary').first().click();
    await expect(page.getByRole('region', { name: 'Right before it was told, over time' })).toBeVisible();
    await expect(page.locator('.confusion tbody tr')).toHaveCount(2);
    await expectAccessible(page);
    await page.getByLabel('Task').selectOption('intent');
    await expect(page.getByText('Two lessons of this task are needed')).toBeVisible();
    await expectAccessible(page);
  });

  test('what was found on a page is counted by site and label', async () => {
    const visited = await shared.inkling.context.newPage();
    await visited.goto(new URL('forum.html', shared.demo.url).href);
    await shared.inkling.judged(visited);
    const page = await open('progress');
    await expect(async () => {
      await page.reload();
      await expect(page.locator('section.wide tbody tr').last()).toContainText(
        new URL(shared.demo.url).hostname,
        { timeout: 1000 },
      );
    }).toPass({ timeout: 15_000 });
    await expectAccessible(page);
  });
});

test.describe('Labels', () => {
  test('a task is switched, made stricter, and marked in another way, label by label', async () => {
    const page = await open('labels');
    await page.getByRole('slider', { name: 'How readily to mark: Spam' }).fill('0');
    await expect(status(page)).toContainText('Spam: ');
    await page.getByLabel('Look of the mark for: question').selectOption('fold');
    await expect(status(page)).toContainText('question: ');
    await page.getByRole('switch', { name: 'Mark Toxicity' }).uncheck();
    await expect.poll(async () => (await ask(asking, 'state', {})).settings.tasks.toxicity.on).toBe(false);
    const { settings } = await ask(asking, 'state', {});
    expect(settings.tasks.spam.sensitivity).toBe(0);
    expect(settings.tasks.intent.ways).toEqual({ question: 'fold' });
    await expectAccessible(page);
  });

  test('the card of a head can be read, as text', async () => {
    const page = await open('labels');
    await card(page, 'Spam').getByText('What it was made of').click();
    await expect(card(page, 'Spam').getByRole('heading', { name: 'What it is not for' })).toBeVisible();
    await expectAccessible(page);
  });

  test('one’s own: made from examples, at work at once, taught, renamed, merged, deleted', async () => {
    const page = await open('labels');
    await page.getByRole('button', { name: 'Make your own' }).click();
    await page.getByLabel('Name', { exact: true }).fill('Spoilers');
    await page
      .getByLabel('Examples, one a line')
      .fill(
        [
          'In the end the butler did it and goes to prison',
          'The hero dies in the last chapter',
          'It turns out that she was the murderer all along',
          'At the end of the film they get married after all',
          'The twist is that he had been dead from the start',
        ].join('\n'),
      );
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Make it', exact: true }).click();
    await expect(status(page)).toContainText('“Spoilers” works now. Examples learned: 5');
    await expect(card(page, 'Spoilers')).toContainText('still learning');

    await card(page, 'Spoilers').getByRole('button', { name: 'Teach it' }).click();
    await page
      .getByLabel(/^Texts, one a line/)
      .fill('In the last chapter the butler dies\nThe council meets on Monday to talk about the bridge');
    const taught = page.locator('.judged > li').filter({ hasText: 'council' });
    await taught.getByRole('button', { name: 'none of these' }).click();
    await expect(taught.locator('.verdict')).toHaveText('You said: none of these');
    await expect(
      page.locator('.judged > li').filter({ hasText: 'butler' }).locator('.verdict'),
    ).toContainText(/Looks like Spoilers/i);
    await expectAccessible(page);

    await card(page, 'Spoilers').getByRole('button', { name: 'Names, labels, delete' }).click();
    await page.getByLabel('Name', { exact: true }).fill('Endings');
    await page.getByRole('button', { name: 'Another label' }).click();
    await page.getByRole('group', { name: 'Label 2' }).getByLabel('Label', { exact: true }).fill('twists');
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await expect(status(page)).toHaveText('“Endings” is changed.');
    await expect(card(page, 'Endings')).toContainText('twists');

    await card(page, 'Endings').getByRole('button', { name: 'Names, labels, delete' }).click();
    await page.getByLabel('This label').selectOption({ label: 'twists' });
    await page.getByLabel('goes into').selectOption({ label: 'Spoilers' });
    await page.getByRole('button', { name: 'Merge' }).click();
    await expect(status(page)).toHaveText('“twists” is now part of “Spoilers”.');

    await card(page, 'Endings').getByRole('button', { name: 'Names, labels, delete' }).click();
    await page.getByRole('button', { name: 'Delete “Endings”' }).click();
    await expect(page.getByRole('dialog')).toContainText('Its lessons (6)');
    await expectAccessible(page);
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await expect(card(page, 'Endings')).toHaveCount(0);
    expect(await lessons()).toEqual([]);
  });

  test('saved for others, taken in by another, and taken out again exactly', async () => {
    await teach(
      ['Buy this coin before it goes to the moon', 'spam', 'spam'],
      ['My coin doubled in a week, message me for the secret', 'spam', 'spam'],
      [MILL, 'spam', 'ham'],
    );
    const page = await open('labels');
    await card(page, 'Spam').getByRole('button', { name: 'Save “Spam” for others' }).click();
    await expectAccessible(page);
    const file = await saved(page, () => page.getByRole('button', { name: 'Save file' }).click());
    expect(file.name).toMatch(/\.inkling$/);

    // With the texts, which are shown first.
    await card(page, 'Spam').getByRole('button', { name: 'Save “Spam” for others' }).click();
    await page.getByLabel(/^Add the texts of my lessons/).check();
    await page.getByRole('button', { name: 'Save file' }).click();
    await expect(page.getByRole('dialog').getByText(MILL)).toBeVisible();
    await page.getByRole('button', { name: 'Cancel' }).click();

    await ask(asking, 'eraseAll', {});
    const judge = () => ask(asking, 'classify', { texts: ['This coin goes to the moon, message me'] });
    const before = (await judge()).verdicts;
    await pick(page, 'Take one in from a file', file);
    const dialog = page.getByRole('dialog');
    await dialog
      .getByLabel(/^Tried on your own lessons/)
      .fill('My coin doubled, buy before it goes to the moon');
    await expect(dialog.locator('.found')).toHaveText(/^Marked: \d of 1 texts$/);
    await expectAccessible(page);
    await dialog.getByRole('button', { name: 'Take it in' }).click();
    await expect(page.getByRole('button', { name: /^Take out “/ })).toBeVisible();
    expect((await judge()).verdicts).not.toEqual(before);
    await expectAccessible(page);
    await page.getByRole('button', { name: /^Take out “/ }).click();
    await expect(status(page)).toContainText('judges as before');
    expect((await judge()).verdicts).toEqual(before);
  });

  test('a file that is none of ours is said to be none', async () => {
    const page = await open('labels');
    await pick(page, 'Take one in from a file', { name: 'x.inkling', bytes: Buffer.from('not a head') });
    await expect(page.getByRole('alert')).toContainText('no file of Inkling’s');
    await expectAccessible(page);
  });
});

test.describe('Sites', () => {
  test('a rule stops reading below its path, and the page obeys', async () => {
    const page = await open('sites');
    await expect(page.getByText('No rules.')).toBeVisible();
    await expectAccessible(page);
    const host = new URL(shared.demo.url).hostname;
    await page.getByLabel('Site, and path if you like').fill(`http://${host}/forum.html`);
    await page.getByRole('button', { name: 'Add rule' }).click();
    await expect(page.getByText(`${host}/forum.html`, { exact: true })).toBeVisible();
    await page.getByLabel('Address of a page').fill(new URL('forum.html', shared.demo.url).href);
    await expect(page.getByText('No: a rule says so.')).toBeVisible();
    await expectAccessible(page);

    const file = await saved(page, () => page.getByRole('button', { name: 'Save rules to a file' }).click());
    await page.getByRole('button', { name: /^Delete the rule for/ }).click();
    await expect(page.getByText('No rules.')).toBeVisible();
    await pick(page, 'Rules from a file', file);
    await expectAccessible(page);
    await page.getByRole('dialog').getByRole('button', { name: 'Add them' }).click();
    await expect(page.getByText(`${host}/forum.html`, { exact: true })).toBeVisible();
    await page.getByRole('radio', { name: /^only where a rule says yes/ }).check();
    await expect(status(page)).toContainText('only where a rule says yes');
    const { settings } = await ask(asking, 'state', {});
    expect(settings).toMatchObject({
      where: 'listed',
      rules: [{ site: host, path: '/forum.html', reads: false, plain: false }],
    });
  });
});

test.describe('Privacy', () => {
  test('nothing was sent, and what is kept is said', async () => {
    await teach([CRUISE, 'spam', 'spam']);
    const page = await open('privacy');
    await expect(page.locator('.figures dd').first()).toHaveText('0engine: 0, this page: 0');
    await expect(page.getByText('Lessons: 1, and of earlier ones')).toBeVisible();
    await expectAccessible(page);
    await page.getByText('The whole privacy text').click();
    await expect(page.getByText('There is no server to send it to.')).toBeVisible();
    await expectAccessible(page);
  });

  test('a request to elsewhere would be counted', async () => {
    const page = await open('privacy');
    await expect(page.locator('.figures dd').first()).toHaveText('0engine: 0, this page: 0');
    // The policy stops it, and the browser lists it all the same.
    await page.evaluate(() => {
      const picture = document.createElement('img');
      picture.src = 'http://127.0.0.1:9/x.png';
      document.body.append(picture);
    });
    await expect(page.locator('.figures dd').first()).toHaveText('1engine: 0, this page: 1');
    shared.inkling.errors.splice(0);
  });

  test('everything is saved, erased with a word, and taken in again', async () => {
    await teach([CRUISE, 'spam', 'spam'], [MILL, 'spam', 'ham']);
    const page = await open('privacy');
    const file = await saved(page, () =>
      page.getByRole('button', { name: 'Save everything to a file' }).click(),
    );

    await page.getByRole('button', { name: 'Erase everything' }).click();
    const erase = page.getByRole('dialog').getByRole('button', { name: 'Erase', exact: true });
    await expect(erase).toBeDisabled();
    await expectAccessible(page);
    await page.getByLabel('Type “erase” to go on').fill('erase');
    await erase.click();
    await expect(status(page)).toHaveText('Everything is erased.');
    expect(await lessons()).toEqual([]);

    await pick(page, 'Take everything from a file', file);
    await expect(page.getByRole('dialog')).toContainText('Lessons: 2');
    await expectAccessible(page);
    await page.getByRole('dialog').getByRole('button', { name: 'Add it' }).click();
    await expect(status(page)).toHaveText('It is here. Lessons now: 2');
    expect(await lessons()).toEqual([`ham: ${MILL}`, `spam: ${CRUISE}`]);
  });

  test('texts are dropped after a question, and lessons stay as they were learned', async () => {
    await teach([CRUISE, 'spam', 'ham'], [MILL, 'spam', 'spam']);
    const page = await open('privacy');
    await page.getByRole('radio', { name: /^only what the heads see/ }).click();
    await expect(page.getByRole('dialog')).toContainText('can’t be undone');
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Change it' }).click();
    await expect(status(page)).toContainText('Texts of lessons are deleted');
    expect(await lessons()).toEqual(['spam: ', 'ham: ']);
    await page.getByRole('tab', { name: 'Learned' }).click();
    await expect(page.locator('.lesson')).toHaveCount(2);
    await expectAccessible(page);
    await page.locator('.lesson select').first().selectOption('ham');
    await expect(status(page)).toContainText('is now: not spam');
    expect(await lessons()).toEqual(['ham: ', 'ham: ']);
  });

  test('fading and counting are set', async () => {
    const page = await open('privacy');
    await page.getByLabel('Old lessons').selectOption('90');
    await expect(status(page)).toHaveText('Lessons count half after 90 days.');
    await page.getByLabel(/^Count what is marked/).uncheck();
    await expect(status(page)).toHaveText('Nothing is counted any more.');
    const { settings } = await ask(asking, 'state', {});
    expect(settings).toMatchObject({ halfLifeDays: 90, countFound: false });
  });
});

test.describe('Try it', () => {
  test('texts are judged as they are typed, with words and time; a file too', async () => {
    const page = await open('try');
    await page
      .getByRole('textbox', { name: 'What does Inkling make of it?' })
      .fill(`CONGRATULATIONS! You have been selected to win a free cruise, reply now\n${MILL}`);
    await expect(page.locator('.judged > li')).toHaveCount(2);
    await expect(page.locator('.judged > li').first()).toContainText('Looks like spam');
    await expect(page.locator('.judged > li').first().locator('.evidence li').first()).toBeVisible();
    await expect(page.locator('.found')).toContainText(
      /^Texts: 2\. Marked: 1\. Typical time for one: .*(μs|ms)\.$/,
    );
    await expectAccessible(page);
    await pick(page, 'Texts from a file', {
      name: 'texts.txt',
      bytes: Buffer.from(Array.from({ length: 100 }, (_, i) => `${MILL} (${i})`).join('\n')),
    });
    await expect(status(page)).toHaveText('Texts judged: 100');
    await expect(page.locator('.judged > li')).toHaveCount(100);
    expect(await lessons()).toEqual([]);
  });

  test('a head is trained from twenty sentences, and answers in milliseconds', async () => {
    const page = await open('try');
    const best = page.locator('.odds li').first();
    await expect(best).toContainText('weather');
    await page.getByLabel('Ask it about').fill('The goalkeeper saved a penalty and the team won');
    await expect(best).toContainText('sport');
    await expect(page.getByText(/^Learned in .*ms, answered in/)).toBeVisible();
    await expectAccessible(page);
    // What it learns from can be changed.
    await page.getByRole('group', { name: 'Topic 2' }).getByLabel('Topic', { exact: true }).fill('football');
    await expect(best).toContainText('football');
    expect(await lessons()).toEqual([]);
  });
});

test('tabs are walked by arrow, each with an address, and Back goes back', async () => {
  const page = await open('learned');
  await page.getByRole('tab', { name: 'Learned' }).focus();
  await page.keyboard.press('ArrowRight');
  await expect(page.getByRole('tab', { name: 'How well' })).toBeFocused();
  await expect(page.getByRole('heading', { name: 'How well' })).toBeVisible();
  expect(page.url()).toMatch(/#progress$/);
  await page.goBack();
  await expect(page.getByRole('heading', { name: 'Learned' })).toBeVisible();
});

test('no section is wider than a 360 px screen, nor than half of one at 200 %; mirrored too', async () => {
  await teach([CRUISE, 'spam', 'ham'], [CRUISE, 'spam', 'spam'], [MILL, 'spam', 'ham']);
  const page = await open('learned');
  for (const section of ['Learned', 'How well', 'Labels', 'Sites', 'Privacy', 'Try it']) {
    await page.getByRole('tab', { name: section }).click();
    await expect(page.getByRole('tabpanel').locator('h2')).toHaveText(section);
    for (const [width, height] of [
      [360, 640],
      [320, 256],
    ]) {
      await page.setViewportSize({ width, height });
      for (const dir of ['rtl', 'ltr']) {
        await page.evaluate((dir) => {
          document.documentElement.dir = dir;
        }, dir);
        const { scrollWidth, clientWidth } = await page.evaluate(() => ({
          scrollWidth: document.documentElement.scrollWidth,
          clientWidth: document.documentElement.clientWidth,
        }));
        expect(scrollWidth, `${section} ${width} ${dir}`).toBeLessThanOrEqual(clientWidth);
      }
    }
    await page.setViewportSize({ width: 1000, height: 800 });
    await page.evaluate(() => {
      document.documentElement.dir = 'rtl';
    });
    await expectAccessible(page);
    await page.evaluate(() => {
      document.documentElement.dir = 'ltr';
    });
  }
});
