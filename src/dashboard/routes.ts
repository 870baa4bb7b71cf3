/** The sections of the dashboard, in their order. Each has an address of its own: `dashboard.html#sites`. */
export const SECTIONS = ['learned', 'progress', 'labels', 'sites', 'privacy', 'try'] as const;
export type Section = (typeof SECTIONS)[number];

/** The section that a hash names; the first for an empty or unknown one. */
export function sectionOf(hash: string): Section {
  return SECTIONS.find((section) => hash === `#${section}`) ?? SECTIONS[0];
}
