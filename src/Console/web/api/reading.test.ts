import { expect, test } from 'vitest';
import { type AskForEvents, readEvents, type Reading } from './reading.ts';

/** A server whose history has so many events; it gives few at once, whatever it is asked for. */
function server(size: () => number, pageSize = 3): { ask: AskForEvents; asked: number[][] } {
  const asked: number[][] = [];
  return {
    asked,
    ask: async ({ reverseOrder, nextToken }) => {
      const all = Array.from({ length: size() }, (_, i) => i + 1);
      const after = nextToken === undefined ? undefined : Number(nextToken);
      const left = (reverseOrder ? all.reverse() : all).filter((id) => after === undefined || (reverseOrder ? id < after : id > after));
      const ids = left.slice(0, pageSize);
      asked.push(ids);
      return {
        events: ids.map((id) => ({ id, previousEventId: id - 1, type: 'PassStateEntered', timestamp: id })),
        ...(left.length > ids.length ? { nextToken: String(ids.at(-1)) } : {}),
      };
    },
  };
}

test('all is read from the first event, and the first page is there at once', async () => {
  const { ask } = server(() => 8);
  const begins: number[] = [];
  const { history, version } = await readEvents(ask, undefined, (begin) => begins.push(begin.version));
  expect(history.events.map(({ id }) => id)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  expect(version).toBe(8);
  expect(begins).toEqual([3]);
});

test('then only what is new is read, from the last back to what is known', async () => {
  let size = 8;
  const { ask, asked } = server(() => size);
  const known = await readEvents(ask, undefined, () => {});
  asked.length = 0;
  expect(await readEvents(ask, known, () => {})).toBe(known);
  expect(asked).toEqual([[8, 7, 6]]);
  asked.length = 0;
  size = 13;
  const { history, version } = await readEvents(ask, known, () => {});
  expect(asked).toEqual([[13, 12, 11], [10, 9, 8]]);
  expect(history).toBe(known.history);
  expect(version).toBe(13);
  expect(history.events.map(({ id }) => id)).toEqual(Array.from({ length: 13 }, (_, i) => i + 1));
});

test('what was read in part is read on', async () => {
  const { ask } = server(() => 8);
  let begin: Reading | undefined;
  await readEvents(async (page) => {
    if (page.nextToken) {
      throw new Error('gone');
    }

    return ask(page);
  }, undefined, (first) => {
    begin = first;
  }).catch(() => {});
  expect(begin?.history.lastId).toBe(3);
  expect((await readEvents(ask, begin, () => {})).history.events.map(({ id }) => id)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
});
