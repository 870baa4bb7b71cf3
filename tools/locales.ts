import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * The words in each language. English is the source; every other language must have the same keys with the
 * same placeholders. `npx tsx tools/locales.ts` prints what a language lacks, with the English words and
 * where they stand, so that one can translate it; the tests call {@link gapsOf}.
 */
const FOLDER = new URL('../_locales/', import.meta.url);
export const SOURCE = 'en';

export interface Message {
  message: string;
  description?: string;
  placeholders?: Record<string, { content: string; example?: string }>;
}
export type Messages = Record<string, Message>;

/** The languages that there are besides English, as the browser names their folders. */
export function languages(): string[] {
  return readdirSync(FOLDER).filter((name) => name !== SOURCE);
}

export function messagesOf(language: string): Messages {
  return JSON.parse(readFileSync(new URL(`${language}/messages.json`, FOLDER), 'utf8')) as Messages;
}

export interface Gaps {
  /** In English only. */
  missing: string[];
  /** Not in English any more. */
  left: string[];
  /** Another set of placeholders than in English, or one that is defined and not in the message. */
  placeholders: string[];
}

export function gapsOf(source: Messages, translated: Messages): Gaps {
  const both = Object.keys(source).filter((key) => key in translated);
  return {
    missing: Object.keys(source).filter((key) => !(key in translated)),
    left: Object.keys(translated).filter((key) => !(key in source)),
    placeholders: both.filter((key) => shape(source[key]) !== shape(translated[key])),
  };
}

/** Which placeholders stand in a message, and which argument each of them is. */
function shape({ message, placeholders = {} }: Message): string {
  const named = [...message.matchAll(/\$([A-Za-z]\w*)\$/g)].map(([, name]) => name.toLowerCase());
  const defined = Object.entries(placeholders).map(([name, { content }]) => `${name}=${content}`);
  return JSON.stringify([[...new Set(named)].sort(), defined.sort()]);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const source = messagesOf(SOURCE);
  for (const language of languages()) {
    const { missing, left, placeholders } = gapsOf(source, messagesOf(language));
    console.log(
      `${language}: ${missing.length} missing, ${left.length} left over, ${placeholders.length} with other placeholders`,
    );
    for (const key of missing)
      console.log(`  ${key}: ${source[key].message}\n    ${source[key].description}`);
    for (const key of left) console.log(`  ${key} is no more`);
    for (const key of placeholders) console.log(`  ${key}: ${source[key].message}`);
  }
}
