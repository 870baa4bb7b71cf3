import { h, render } from 'preact';
import { vi } from 'vitest';
import { Dashboard } from '../../../src/dashboard/dashboard.tsx';
import type { FakeEngine } from './fakeEngine.ts';

/** Opens the dashboard at a section on an engine; helpers to find and press things as a person would. */
export function open(engine: FakeEngine, section: string): void {
  location.hash = `#${section}`;
  render(h(Dashboard, { openEngine: (onChanged) => engine.open(onChanged) }), document.body);
}

export function close(): void {
  render(null, document.body);
}

export const settled = <T>(check: () => T) => vi.waitFor(check, { timeout: 3000, interval: 5 });
export const all = (selector: string) => [...document.querySelectorAll<HTMLElement>(selector)];
export const text = (selector: string) => document.querySelector(selector)?.textContent ?? null;
export const said = () => text('body > footer [role=status]');
export const failed = () => text('[role=alert]');

export function button(name: string | RegExp, within: ParentNode = document): HTMLButtonElement {
  const found = [...within.querySelectorAll('button')].find((each) => {
    const spoken = each.getAttribute('aria-label') ?? each.textContent ?? '';
    return typeof name === 'string' ? spoken === name : name.test(spoken);
  });
  if (!found) throw new Error(`no button ${name}`);
  return found;
}

/** A field by its label's text or its spoken name. */
export function field<E extends HTMLElement = HTMLInputElement>(name: string | RegExp): E {
  const fits = (spoken: string | null | undefined) =>
    spoken != null && (typeof name === 'string' ? spoken.trim() === name : name.test(spoken));
  const byName = all('input, select, textarea').find((each) => fits(each.getAttribute('aria-label')));
  const byLabel = all('label').find((label) =>
    fits(label.querySelector('span')?.textContent ?? label.textContent),
  );
  const found = byName ?? byLabel?.querySelector('input, select, textarea');
  if (!found) throw new Error(`no field ${name}`);
  return found as E;
}

export async function type(into: HTMLInputElement | HTMLTextAreaElement, what: string): Promise<void> {
  into.value = what;
  into.dispatchEvent(new Event('input', { bubbles: true }));
  // The next key of a person comes in another turn.
  await new Promise((resolve) => setTimeout(resolve));
}

export function choose(select: HTMLSelectElement, value: string): void {
  select.value = value;
  select.dispatchEvent(new Event('change', { bubbles: true }));
}

export function check(box: HTMLInputElement, on = true): void {
  box.checked = on;
  box.dispatchEvent(new Event('change', { bubbles: true }));
}

export function press(key: string, on: Element | null = document.activeElement): void {
  on?.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
}

/** Picks a file with the button of that name. */
export function pick(name: string, file: File): void {
  const input = button(name).nextElementSibling as HTMLInputElement;
  Object.defineProperty(input, 'files', { value: [file], configurable: true });
  input.dispatchEvent(new Event('change', { bubbles: true }));
}
