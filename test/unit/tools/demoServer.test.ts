import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Site, startDemo } from '../../../tools/demoServer.ts';

describe('the demo server', () => {
  let site: Site;
  beforeAll(async () => {
    site = await startDemo();
  });
  afterAll(() => site.close());

  /** The status of a path that is sent as it stands: `fetch` would tidy it first. */
  function statusOf(path: string, method = 'GET'): Promise<number | undefined> {
    return new Promise((resolve, reject) => {
      request(site.url, { path, method }, (response) => {
        response.resume();
        resolve(response.statusCode);
      })
        .on('error', reject)
        .end();
    });
  }

  it.each(['/', '/forum.html', '/mailbox.html', '/comments.html', '/feed.html', '/feed.js', '/site.css'])(
    'serves %s',
    async (path) => expect(await statusOf(path)).toBe(200),
  );

  it.each([
    '/../package.json',
    '/..%2fpackage.json',
    '/%2e%2e/package.json',
    '/..%5cpackage.json',
    '/../demo-secrets/index.html',
    '//etc/passwd',
    '/forum.html%00',
    '/%',
    '/no-such-page.html',
  ])('serves nothing for %s', async (path) => expect(await statusOf(path)).toBe(404));

  it('takes no other method', async () => expect(await statusOf('/', 'POST')).toBe(404));

  it('forbids its pages to load anything from elsewhere', async () => {
    const response = await fetch(site.url);
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(await response.text()).not.toMatch(/(?:src|href)\s*=\s*"(?:https?:)?\/\//);
  });
});
