import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import messages from '../../_locales/en/messages.json' with { type: 'json' };
import manifest from '../../manifest.json' with { type: 'json' };
import { Head } from '../../src/elm/head/head.ts';
import { EXTRAS, TASKS } from '../../src/protocol/verdict.ts';

interface Message {
  message: string;
  description?: string;
  placeholders?: Record<string, { content: string; example?: string }>;
}
const entries = Object.entries(messages as Record<string, Message>);

function sources(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return sources(path);
    return /\.(tsx?|html)$/.test(name) ? [readFileSync(path, 'utf8')] : [];
  });
}

const code = sources('src').join('\n');
/** Keys that stand in the code: the argument of `words('…')` or `getMessage('…')`, or any whole string. */
const asked = [...code.matchAll(/\b(?:words|getMessage)\(\s*['"]([A-Za-z0-9_]+)['"]/g)].map((hit) => hit[1]);
const quoted = new Set([...code.matchAll(/['"]([A-Za-z0-9_@]+)['"]/g)].map((hit) => hit[1]));
/** Fixed beginnings of keys that are put together: `words(`label_${label}`)`. */
const beginnings = [...code.matchAll(/`([a-z]\w*_)\$\{/g)].map((hit) => hit[1]);
const inManifest = [...JSON.stringify(manifest).matchAll(/__MSG_(\w+)__/g)].map((hit) => hit[1]);

describe('the words that people read', () => {
  test('every key that is asked for exists', () => {
    expect(asked.length).toBeGreaterThan(0);
    expect(inManifest.length).toBeGreaterThan(0);
    expect([...asked, ...inManifest].filter((key) => !(key in messages))).toEqual([]);
  });

  test('every key that exists is asked for', () => {
    const used = (key: string) =>
      quoted.has(key) || inManifest.includes(key) || beginnings.some((start) => key.startsWith(start));
    expect(entries.map(([key]) => key).filter((key) => !used(key))).toEqual([]);
  });

  test('every message tells its translator where it stands', () => {
    expect(entries.filter(([, entry]) => !entry.description?.trim()).map(([key]) => key)).toEqual([]);
    expect(entries.filter(([, entry]) => !entry.message.trim()).map(([key]) => key)).toEqual([]);
  });

  test('every placeholder in a message is defined, and every defined one is in its message', () => {
    for (const [key, { message, placeholders = {} }] of entries) {
      const named = [...message.matchAll(/\$([A-Za-z]\w*)\$/g)].map((hit) => hit[1].toLowerCase());
      expect([...new Set(named)].sort(), key).toEqual(Object.keys(placeholders).sort());
      for (const { content, example } of Object.values(placeholders)) {
        expect(content, key).toMatch(/^\$[1-9]$/);
        expect(example, key).toBeTruthy();
      }
    }
  });

  test('every task that ships, and every label of its head, has words', () => {
    const wanted = [...TASKS, ...EXTRAS].flatMap((task) => {
      const head = Head.fromBytes(readFileSync(`models/${task}.bin`));
      const labels = head.labels.map((label) => label.replaceAll('-', '_'));
      return [`task_${task}`, ...labels.flatMap((label) => [`label_${label}`, `looks_${label}`])];
    });
    expect(wanted.filter((key) => !(key in messages))).toEqual([]);
  });

  test('the description fits into the stores', () => {
    expect(messages.extDescription.message.length).toBeLessThanOrEqual(132);
  });
});
