import { expect } from '@playwright/test';
import { openHtml, settled, start, textsAskedAbout } from './content/harness.ts';
import { test } from './content/test.ts';

/** What of a page is read, and what is one piece of it: one rule a case, in a real browser. */
const A = 'The harbour opens again in spring.';
const B = 'Bring your own cup to the meeting.';
const C = 'Nobody had expected so much snow.';

const cases: [rule: string, html: string, pieces: string[]][] = [
  ['paragraphs', `<p>${A}</p><p>${B}</p>`, [A, B]],
  ['headings', `<h1>${A}</h1><h4>${B}</h4>`, [A, B]],
  ['list items', `<ul><li>${A}</li><li>${B}</li></ul><dl><dt>${C}</dt></dl>`, [A, B, C]],
  ['table cells with prose', `<table><tr><td>${A}</td><td>12</td><td>${B}</td></tr></table>`, [A, B]],
  ['text directly in a div', `<div>${A}</div>`, [A]],
  ['text directly in the body', `${A}<p>${B}</p>${C}`, [A, B, C]],
  [
    'quotes, captions and articles',
    `<blockquote>${A}</blockquote><figure><figcaption>${B}</figcaption></figure><article>${C}</article>`,
    [A, B, C],
  ],
  [
    'custom elements',
    `<my-post>${A}</my-post><style>my-text{display:block}</style><my-text>${B}</my-text>`,
    [A, B],
  ],
  [
    'messages in nested boxes',
    `<div><div><div><span>${A}</span></div></div><div><div><span>${B}</span></div></div></div>`,
    [A, B],
  ],
  ['flex items', `<div style="display:flex"><span>${A}</span><span>${B}</span></div>`, [A, B]],
  ['grid items', `<div style="display:grid"><span>${A}</span><span>${B}</span></div>`, [A, B]],
  ['nested lists', `<ul><li>${A}<ul><li>${B}</li></ul></li></ul>`, [A, B]],

  [
    'links and emphasis are in one piece with their text',
    '<p>The <a href="#">harbour</a> opens <b>again</b> in spring.</p>',
    [A],
  ],
  [
    'span soup is one piece',
    '<p><span>The</span> <span><span>har</span><span>bour</span></span> opens<span> again</span> in <i>spring</i>.</p>',
    [A],
  ],
  ['line breaks are in one piece', 'The harbour<br>opens again<br><br>in spring.', [A]],
  [
    'inline-block words are one piece',
    `<p>${A.split(' ')
      .map((word) => `<span style="display:inline-block">${word}</span>`)
      .join(' ')}</p>`,
    [A],
  ],
  [
    'display: contents is no boundary',
    '<p>The harbour <span style="display:contents">opens again</span> in spring.</p>',
    [A],
  ],
  ['white space is folded', '<p>  The\n\n harbour \t opens&nbsp; again in   spring. </p>', [A]],
  ['word breaks are none', '<p>The har<wbr>bour opens again in spring.</p>', [A]],
  ['a block in a paragraph of text ends the piece', `<div>${A}<div>${B}</div>${C}</div>`, [A, B, C]],
  ['a rule ends the piece', `<div>${A}<hr>${B}</div>`, [A, B]],
  ['a block inside a link ends the piece', `<div>${A}<a href="#"><div>${B}</div></a>${C}</div>`, [A, B, C]],
  [
    'what floats stands beside the piece',
    `<div>The harbour <div style="float:right">${B}</div>opens again in spring.</div>`,
    [A, B],
  ],
  [
    'what is positioned stands beside the piece',
    `<div>The harbour <span style="position:absolute;top:200px">${B}</span>opens again in spring.</div>`,
    [A, B],
  ],
  [
    'text for screen readers is not in the piece',
    '<p>The harbour <span style="position:absolute;width:1px;height:1px;overflow:hidden;clip:rect(0,0,0,0)">in a new window </span>opens again in spring.</p>',
    [A],
  ],
  [
    'code in a sentence is left out of it',
    '<p>The harbour <code>rm -rf everything</code>opens again in spring.</p>',
    [A],
  ],
  [
    'furigana is left out',
    '<p>今日は<ruby>漢字<rt>かんじ</rt></ruby>を読みます</p>',
    ['今日は漢字を読みます'],
  ],
  [
    'right-to-left text',
    '<p dir="rtl">يفتح الميناء أبوابه مرة أخرى في الربيع</p>',
    ['يفتح الميناء أبوابه مرة أخرى في الربيع'],
  ],
  ['Chinese counts characters', '<p>港口春天重新开放</p><p>你好</p>', ['港口春天重新开放']],

  [
    'scripts, styles and templates',
    `<script>var a = "${A}"</script><style>/* ${A} */</style><template><p>${A}</p></template><noscript>${A}</noscript><p>${B}</p>`,
    [B],
  ],
  [
    'code',
    `<pre>let harbour = open();\nharbour.leave(6);</pre><pre><code>${A}</code></pre><code>${A}</code><samp>${A}</samp><p>${B}</p>`,
    [B],
  ],
  [
    'preformatted text that is written for people, paragraph by paragraph; what a mail quotes too',
    `<pre>From: ada            2026-11-25 09:12:31 +0100\n\n&gt; ${A}\n&gt; ${B}\n\nThe <i>harbour</i> <a href="/">opens</a>\nagain in spring.\n\n  let harbour = open();\n\n  ${B}\n</pre>`,
    [A, B, `> ${A} > ${B}`],
  ],
  [
    'fields',
    `<form><textarea>${A}</textarea><input value="${A}"><input type="password" value="${A}"><select><option>${A}</option></select><label>${A}</label><button>${A}</button><p>${B}</p></form>`,
    [B],
  ],
  [
    'editors',
    `<div contenteditable><p>${A}</p></div><div contenteditable="plaintext-only">${A}</div><div role="textbox"><p>${A}</p></div><div role="searchbox">${A}</div><div class="cm-editor"><div>${A}</div></div><p contenteditable="false">${B}</p>`,
    [B],
  ],
  [
    'an uneditable part of an editor',
    `<div contenteditable="true"><p contenteditable="false">${A}</p></div><p>${B}</p>`,
    [B],
  ],
  [
    'navigation',
    `<nav><p>${A}</p></nav><div role="navigation">${A}</div><ul role="menu"><li>${A}</li></ul><p>${B}</p>`,
    [B],
  ],
  ['aria-hidden', `<div aria-hidden="true"><p>${A}</p></div><p aria-hidden="false">${B}</p>`, [B]],
  ['display: none', `<div style="display:none"><p>${A}</p></div><p hidden>${A}</p><p>${B}</p>`, [B]],
  [
    'visibility: hidden',
    `<div style="visibility:hidden"><p>${A}</p><p style="visibility:visible">${C}</p></div><p>${B}</p>`,
    [B, C],
  ],
  ['opacity: 0', `<div style="opacity:0"><p>${A}</p></div><p>${B}</p>`, [B]],
  [
    'no size',
    `<div style="height:0;overflow:hidden">${A}</div><p style="font-size:0">${A}</p><p>${B}</p>`,
    [B],
  ],
  [
    'far off the page',
    `<p style="position:absolute;left:-9999px">${A}</p><h1 style="text-indent:-9999px">${A}</h1><p>${B}</p>`,
    [B],
  ],
  ['closed details', `<details><summary>${B}</summary><p>${A}</p></details>`, [B]],
  [
    'hidden words inside a sentence',
    `<p>The harbour <span style="display:none">and ${B}</span><span style="visibility:hidden">never</span><span style="opacity:0">ever</span>opens again in spring.</p>`,
    [A],
  ],
  [
    'text in pictures and frames',
    `<svg><text>${A}</text></svg><canvas>${A}</canvas><object>${A}</object><p>${B}</p>`,
    [B],
  ],
  [
    'menus that are no navigation by name, but not headlines that are links',
    `<ul><li><a href="/">Share on the Village</a></li></ul><div role="button">Go to the harbour</div>
     <p><a href="/">About the ferry</a> · <a href="/">Help and contact</a> | <a href="/">Terms</a></p>
     <a href="/"><h2>${A}</h2></a><p>Go on to <a href="/">the harbour page</a></p>`,
    [A, 'Go on to the harbour page'],
  ],
  [
    'what is too short to judge',
    `<p>Read more</p><p>OK</p><p>Unsubscribe</p><p>123 456 789 012</p><p>${B}</p>`,
    [B],
  ],
  ['a document in design mode', `<p>${A}</p><script>document.designMode = "on"</script>`, []],

  [
    'a form that hides the DOM’s own names',
    `<form>${['childNodes', 'textContent', 'parentNode', 'parentElement', 'localName', 'nodeType', 'firstChild', 'nextSibling', 'matches', 'closest', 'contains', 'getBoundingClientRect', 'checkVisibility', 'isConnected', 'children', 'nodeName', 'tagName', 'style'].map((name) => `<input name="${name}">`).join('')}${A}<p>${B}</p></form>`,
    [A, B],
  ],
  [
    'images that hide the document’s own names',
    `${['body', 'documentElement', 'createTreeWalker', 'createElement', 'createRange', 'visibilityState', 'hidden', 'designMode', 'activeElement', 'elementsFromPoint', 'addEventListener'].map((name) => `<img name="${name}" alt="">`).join('')}<p>${A} Take a free cruise.</p>`,
    [`${A} Take a free cruise.`],
  ],
];

for (const [rule, html, pieces] of cases) {
  test(rule, async ({ page }) => {
    await openHtml(page, html);
    await start(page);
    await settled(page);
    expect(await textsAskedAbout(page)).toEqual([...pieces].sort());
  });
}
