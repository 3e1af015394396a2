import { expect, test } from 'vitest';
import { contextPlaces, placesIn } from './suggestions.ts';

test('the places in a value are paths to it, outermost first', () => {
  const value = { order: { 'line items': [{ id: 7 }], or: 1 } };
  expect(placesIn(value, '$', false).map(({ expression }) => expression)).toEqual([
    '$', '$.order', "$.order['line items']", '$.order.or', "$.order['line items'][0]", "$.order['line items'][0].id",
  ]);
  expect(placesIn(value, '$states.input', true).map(({ expression }) => expression)).toContain('$states.input.order.`line items`[0].id');
  expect(placesIn(value, '$states.input', true).at(-1)).toEqual({ expression: '$states.input.order.`line items`[0].id', sample: '7' });
});

test('a large value gives no more than can be looked through', () => {
  const wide = Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`a${i}`, i]));
  expect(placesIn(wide, '$', false).length).toBe(200);
  expect(placesIn({ a: 'x'.repeat(500) }, '$', false)[1]!.sample!.length).toBeLessThan(100);
});

test('a task token is there for those who wait for one', () => {
  expect(contextPlaces(false, { hasToken: true, isItem: false }).map(({ expression }) => expression)).toContain('$$.Task.Token');
  expect(contextPlaces(true, { hasToken: false, isItem: false }).some(({ expression }) => expression.includes('Token'))).toBe(false);
});
