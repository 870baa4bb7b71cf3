/** Bytes as text, for ports that speak JSON only. */
const AT_ONCE = 0x8000;

export function toBase64(bytes: Uint8Array): string {
  const parts: string[] = [];
  for (let i = 0; i < bytes.length; i += AT_ONCE) {
    parts.push(String.fromCharCode(...bytes.subarray(i, i + AT_ONCE)));
  }
  return btoa(parts.join(''));
}

/** Null for what is no base64. */
export function fromBase64(text: string): Uint8Array<ArrayBuffer> | null {
  let binary: string;
  try {
    binary = atob(text);
  } catch {
    return null;
  }
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
  return bytes;
}
