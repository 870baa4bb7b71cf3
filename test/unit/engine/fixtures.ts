/**
 * What a browser with Inkling 0.1.0 had on its disk: every record of database version 1, as it was written by
 * that version (two lessons on one text, one on another; a task switched off; a site off and one plain).
 */
export const VERSION_1 = {
  lessons: [
    {
      id: '3f2a6c1e-6b1d-4f0e-9a53-0d6f2f6d1a01',
      task: 'spam',
      label: 'spam',
      text: 'Our garden club meets on Sunday, bring a friend',
      site: 'forum.test',
      at: 1_731_000_000_000,
      order: 1,
    },
    {
      id: 'b7c1d9f4-2a55-4c3b-8a0f-5f0f3f1c2b02',
      task: 'spam',
      label: 'ham',
      text: 'Our garden club meets on SUNDAY, bring a friend',
      site: 'forum.test',
      at: 1_731_000_060_000,
      order: 2,
    },
    {
      id: '9d0e8b73-41c6-4d2f-b1f6-7a6c8e9f3c03',
      task: 'intent',
      label: 'question',
      text: 'Any idea where the spare keys are',
      site: 'mail.test',
      at: 1_731_000_120_000,
      order: 4,
    },
  ],
  settings: {
    tasks: {
      spam: { on: true, sensitivity: 3, way: 'fold' },
      toxicity: { on: false, sensitivity: 2, way: 'underline' },
      intent: { on: true, sensitivity: 2, way: 'badge' },
    },
    sitesOff: ['bank.test'],
    sitesPlain: ['news.test', 'bank.test'],
  },
  revision: 7,
} as const;
