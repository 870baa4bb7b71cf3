/** Waits until `condition` holds, asking every 50 ms; throws after `within` milliseconds. */
export async function until(condition: () => Promise<boolean>, within = 10_000): Promise<void> {
  for (const end = Date.now() + within; Date.now() < end; ) {
    if (await condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`Waited ${within / 1000} seconds in vain.`);
}
