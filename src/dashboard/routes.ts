/** The sections of the dashboard, in their order. Each has an address of its own: `dashboard.html#sites`. */
export const SECTIONS = ['learned', 'progress', 'labels', 'sites', 'privacy', 'try'] as const;
export type Section = (typeof SECTIONS)[number];

/** The section that a hash names; the first for an empty or unknown one. What stands after a `?` is the section's. */
export function sectionOf(hash: string): Section {
  const [name] = hash.split('?');
  return SECTIONS.find((section) => name === `#${section}`) ?? SECTIONS[0];
}

/** Where a text waits that a new label is to be made of: a frame of a tab, from `#labels?from=TAB.FRAME`. */
export function sourceOf(hash: string): { tab: number; frame: number } | null {
  const [, tab, frame] = /^#labels\?from=(\d{1,10})\.(\d{1,10})$/.exec(hash) ?? [];
  return tab === undefined ? null : { tab: Number(tab), frame: Number(frame) };
}
