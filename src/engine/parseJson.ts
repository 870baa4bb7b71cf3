/** What UTF-8 bytes say in JSON. @throws SyntaxError or TypeError */
export function parseJson(bytes: Uint8Array): unknown {
  return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
}
