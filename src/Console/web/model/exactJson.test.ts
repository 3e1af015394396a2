import { expect, test } from 'vitest';
import { ExactNumber, parseExactly, writeExactly } from './exactJson.ts';

test.each([
  '12345678901234567890', '[1.10,-0,1e400,0.30000000000000000001,1E2]', '{"a":9007199254740993,"b":{"9":"9007199254740993"}}',
  '{"__proto__":{"x":1},"n1":"n2","s":"\\"1\\\\"}', '""', '[]', '{}', 'true', '["",1,null]', '"\\u00e9 1"',
])('%s is written as it was read', (text) => {
  expect(writeExactly(parseExactly(text))).toBe(text === '"\\u00e9 1"' ? '"é 1"' : text);
});

test('numbers that are held are numbers', () => {
  expect(parseExactly('{"a":[1,-2.5,9007199254740993,"1"]}')).toEqual({ a: [1, -2.5, new ExactNumber('9007199254740993'), '1'] });
});

test('what is no JSON is refused for its own text', () => {
  expect(() => parseExactly('{"a":1,}')).toThrow(/position 7/);
  expect(() => parseExactly('[01]')).toThrow(SyntaxError);
});
