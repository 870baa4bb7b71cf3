/**
 * Bytes encrypted with AES-GCM under a key that the browser made for this install and never hands out. Each
 * sealed thing is bound to a name, so that one can't be put in the place of another.
 */
const NONCE = 12;

export async function sealBytes(
  key: CryptoKey,
  name: string,
  plain: Uint8Array,
): Promise<Uint8Array<ArrayBuffer>> {
  const iv = crypto.getRandomValues(new Uint8Array(NONCE));
  const how = { name: 'AES-GCM', iv, additionalData: bound(name) };
  const sealed = await crypto.subtle.encrypt(how, key, plain as Uint8Array<ArrayBuffer>);
  const bytes = new Uint8Array(NONCE + sealed.byteLength);
  bytes.set(iv);
  bytes.set(new Uint8Array(sealed), NONCE);
  return bytes;
}

/** @throws for what was not sealed with this key under this name. */
export async function unsealBytes(
  key: CryptoKey,
  name: string,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array<ArrayBuffer>> {
  const how = { name: 'AES-GCM', iv: bytes.subarray(0, NONCE), additionalData: bound(name) };
  return new Uint8Array(await crypto.subtle.decrypt(how, key, bytes.subarray(NONCE)));
}

function bound(name: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(name);
}
