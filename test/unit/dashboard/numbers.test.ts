import { expect, test, vi } from 'vitest';
import { duration, percent, size, smallPercent } from '../../../src/dashboard/numbers.ts';
import { fakeBrowser } from '../fakeBrowser.ts';

vi.stubGlobal('chrome', fakeBrowser);

test('times in the unit that reads well, and never nothing', () => {
  expect(duration(12.34)).toBe('12 ms');
  expect(duration(3.44)).toBe('3.4 ms');
  expect(duration(0.16)).toBe('160 μs');
  expect(duration(0)).toBe('less than the browser’s clock can tell');
});

test('shares, and those too small for a whole per cent', () => {
  expect(percent(0.914)).toBe('91%');
  expect(smallPercent(0.0005)).toBe('0.05%');
  expect(smallPercent(0.00152)).toBe('0.15%');
});

test('sizes', () => {
  expect(size(512)).toBe('512 byte');
  expect(size(80_400)).toBe('80 kB');
  expect(size(1_250_000)).toBe('1.3 MB');
});
