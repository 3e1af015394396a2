import { expect, test } from 'vitest';
import { formatJson, formatLength } from './format.ts';

test('lengths have two units at most', () => {
  expect([0.34, 5, 12.44, 185, 7620, 273600].map(formatLength)).toEqual(['340 ms', '5.00 s', '12.4 s', '3 min 5 s', '2 h 7 min', '3 d 4 h']);
});

test('JSON is laid out, and its numbers stay as they were written', () => {
  expect(formatJson('{"a":[1.10,12345678901234567890],"b":{},"c":"x,{"}')).toBe(
    '{\n  "a": [\n    1.10,\n    12345678901234567890\n  ],\n  "b": {},\n  "c": "x,{"\n}',
  );
  expect(formatJson('no {json')).toBe('no {json');
});

test('a payload of many values far within is laid out in little room', () => {
  const payload = `${'['.repeat(1000)}${'1,'.repeat(100_000)}1${']'.repeat(1000)}`;
  const laidOut = formatJson(payload);
  expect(laidOut.length).toBeLessThan(25_000_000);
  expect(laidOut.replace(/\s/g, '')).toBe(payload);
});
