/** What the pages share: elements by id, figures, and models as files. */
import { fromBytes, fromJson, Kernels, type Savable, type Saved, toBytes, toJson } from '../src/elm/index.ts';
import kernelsUrl from '../src/elm/kernels/kernels.wasm?url';

/** The element with this id, which must be of that class. */
export function element<T extends Element>(id: string, type: new () => T): T {
  const found = document.getElementById(id);
  if (!(found instanceof type)) throw new Error(`no ${type.name} #${id}`);
  return found;
}

export function say(id: string, text: string): void {
  element(id, HTMLElement).textContent = text;
}

export async function read(url: string): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await (await fetch(url)).arrayBuffer());
}

export const kernelBytes = () => read(kernelsUrl);

export async function loadKernels(): Promise<Kernels> {
  return Kernels.compile(await kernelBytes());
}

export function kilobytes(bytes: number): string {
  return bytes < 1e6 ? `${(bytes / 1000).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

export function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

/** Hands the model over as a file. */
export function download(model: Savable, name: string): void {
  hand(name.endsWith('.json') ? toJson(model) : toBytes(model), name);
}

/** Hands over what a worker made a file of. */
export function hand(file: string | Uint8Array, name: string): void {
  const content = typeof file === 'string' ? file : new Uint8Array(file);
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([content]));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** What is in a file that a person chose: a model's file, or its JSON. */
export async function open(file: File): Promise<Saved> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  return bytes[0] === 0x7b ? fromJson(new TextDecoder().decode(bytes)) : fromBytes(bytes);
}

/** An error in words for people. */
export function trouble(error: unknown): string {
  return `That did not work: ${error instanceof Error ? error.message : error}.`;
}

/** Lets sound run. @throws Error if it has not begun after three seconds, as where there is no device for it. */
export async function startSound(context: AudioContext): Promise<void> {
  const late = new Promise<never>((_, reject) => {
    setTimeout(() => reject(new Error('this browser does not start its sound')), 3000);
  });
  await Promise.race([context.resume(), late]);
}
