/** False alarms on saved pages, counted by `npm run pages` for RESULTS.md. */
export interface AlarmRow {
  part: 'the saved pages' | 'read for the trainer' | 'held back';
  pages: number;
  blocks: number;
  /** By label: marked at the default sensitivity, and how many of these a reader calls wrong. */
  marked: Record<'spam' | 'toxic', { all: number; wrong: number }>;
}

/**
 * What `npm run pages` finds marked, and a reader would mark as well, as the first digits of the text's SHA-256:
 * advertisements and begging for "spam", insults of people and contempt for groups for "toxic", quoted in a headline
 * too. Judged by hand, in doubt as wrong.
 */
export const RIGHTLY_MARKED: Record<'spam' | 'toxic', readonly string[]> = {
  spam: [
    'f464cf9ae761',
    'b0848136c6af',
    '9fb79581287d',
    '7d5e09acb2ac',
    '26225d72de49',
    '4db2b9aa7c94',
    '2044a7895d97',
    '6f9877a608ef',
    '011ea8d8a6ac',
    '9d2371b1c6f6',
    '718cee312eef',
    'e69eef381560',
    'a94a72c2b859',
    '47457a05c2cc',
    '14c8e58673b5',
  ],
  toxic: [
    '6b3635139a18',
    '3d3390fb0ec3',
    'eed86fe7d048',
    '5e5bd155e3d3',
    '741dc5cd48e4',
    'a0b8e0c6a55a',
    '356097d84ecf',
    '4aecba878d4f',
    'beb5d7207adc',
    'df0480196200',
    'a7b2bfd289ad',
    '958c7f6c180f',
    'd7279adb7e57',
    'f554c043b06e',
    'e38c89968944',
  ],
};
