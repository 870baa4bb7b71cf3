import { expect, it } from 'vitest';
import { sizeOf, sizeTable } from '../../../tools/coreSize.ts';

it('what one imports of the core weighs what its README says', async () => {
  const rows = sizeTable();
  expect(rows.length).toBeGreaterThan(10);
  for (const { what, names, kilobytes } of rows) {
    const size = await sizeOf(names);
    // Near enough to be true; `npx tsx tools/coreSize.ts` prints what to write.
    expect(Math.abs(size - kilobytes), `${what}: ${size} kB`).toBeLessThan(0.1 * kilobytes + 0.3);
  }
}, 180_000);
