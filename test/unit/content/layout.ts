/**
 * Imported first by tests of the content script: gives happy-dom what it lacks of a browser. Its
 * `Document` is a subclass of the one that holds the getters; some getters it does not have; and it lays
 * nothing out, so every element gets the same box.
 */
const names = ['documentElement', 'activeElement', 'designMode', 'visibilityState'];
const otherwise: Record<string, string> = { designMode: 'off', visibilityState: 'visible' };

for (const name of names) {
  let holder: object | null = Document.prototype;
  while (holder && !Object.hasOwn(holder, name)) holder = Object.getPrototypeOf(holder);
  const found = holder && Object.getOwnPropertyDescriptor(holder, name);
  const get = found?.get ?? (() => otherwise[name]);
  Object.defineProperty(Document.prototype, name, { configurable: true, get });
}
for (const [prototype, name] of [
  [Text.prototype, 'assignedSlot'],
  [Element.prototype, 'assignedSlot'],
] as const) {
  if (!Object.getOwnPropertyDescriptor(prototype, name)?.get) {
    Object.defineProperty(prototype, name, { configurable: true, get: () => null });
  }
}
const computed = getComputedStyle;
const initial: Record<string, string> = {
  display: 'inline',
  visibility: 'visible',
  opacity: '1',
  position: 'static',
  cssFloat: 'none',
  overflow: 'visible',
  fontSize: '16px',
  contentVisibility: 'visible',
};
globalThis.getComputedStyle = (element) =>
  new Proxy(computed(element), {
    get: (style, name: string) => Reflect.get(style, name) || initial[name],
  });
Element.prototype.checkVisibility = () => true;
Element.prototype.getBoundingClientRect = () => new DOMRect(0, 0, 100, 20);
