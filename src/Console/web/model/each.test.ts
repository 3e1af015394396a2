import { expect, test } from 'vitest';
import { each } from './each.ts';

test('everything gets its turn, and no more than a few at once', async () => {
  const done: number[] = [];
  let running = 0;
  let most = 0;
  await each([1, 2, 3, 4, 5], 2, async (item) => {
    most = Math.max(most, ++running);
    await Promise.resolve();
    running--;
    done.push(item);
  }, new AbortController().signal);
  expect(done).toEqual([1, 2, 3, 4, 5]);
  expect(most).toBe(2);
});

test('nothing more begins after the end was called for', async () => {
  const begun: number[] = [];
  const stop = new AbortController();
  await each([1, 2, 3], 1, async (item) => {
    begun.push(item);
    stop.abort();
  }, stop.signal);
  expect(begun).toEqual([1]);
});
