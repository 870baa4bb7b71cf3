/**
 * Bars to begin with, written for this page. A bar has a line for each drum, of sixteen steps: x sounds. Phrases are
 * two bars long, so that what comes depends on the bar before, and the last bar is a fill.
 */
const STRAIGHT = [
  'x.....x.x....... ....x.......x... x.x.x.x.x.x.x.x. ................',
  'x.....x.x..x.... ....x.......x..x x.x.x.x.x.x.x... ..............x.',
  'x.....x.x....... ....x.......x... x.x.x.x.x.x.x.x. ................',
  'x.....x.x..x.... ....x.......x..x x.x.x.x.x.x.x... ..............x.',
  'x.....x.x....... ....x..x....x... x.x.x.x.x.x.x.x. ................',
  'x.....x.x..x.... ....x.......x..x x.x.x.x.x.x.x... ..............x.',
  'x.....x.x....... ....x..x....x... x.x.x.x.x.x.x.x. ................',
  'x.....x......... ....x.....xxxxxx x.x.x.x......... ................',
];

const BOSSA = [
  'x..xx..xx..xx..x x..x..x...x..... x.x.x.x.x.x.x.x. ................',
  'x..xx..xx..xx..x ..x...x..x..x... x.x.x.x.x.x.x.x. ................',
  'x..xx..xx..xx..x x..x..x...x..... x.x.x.x.x.x.x... ..............x.',
  'x..xx..xx..xx..x ..x...x..x..x... x.x.x.x.x.x.x.x. ................',
  'x..xx..xx..xx..x x..x..x...x..... x.x.x.x.x.x.x.x. ................',
  'x..xx..xx..xx..x ..x...x..x..x... x.x.x.x.x.x.x.x. ................',
  'x..xx..xx..xx..x x..x..x...x..... x.x.x.x.x.x.x... ..............x.',
  'x..xx..xx..xx... ..x...x..x..x.xx x.x.x.x.x.x..... ................',
];

const BROKEN = [
  'x.x.......xx.... ....x..x.x..x... xxxxxxxxxxxxxxx. ................',
  'x.x.......x..... ....x..x.x....x. xxxxxxx.xxxxxxxx .......x........',
  'x.x.......xx.... ....x..x.x..x... xxxxxxxxxxxxxxx. ................',
  '..xx......x..... .x..x..x.x....x. xxxxxxx.xxxxxxxx .......x........',
  'x.x.......xx.... ....x..x.x..x... xxxxxxxxxxxxxxx. ................',
  'x.x.......x..... ....x..x.x....x. xxxxxxx.xxxxxxxx .......x........',
  'x.x.......xx.... ....x..x.x..x... xxxxxxxxxxxxxxx. ................',
  '..xx......x..x.. .x..x..x.x..xxxx xxxxxxx.xxxx.... .......x........',
];

export const GROOVES = { straight: STRAIGHT, bossa: BOSSA, broken: BROKEN };
