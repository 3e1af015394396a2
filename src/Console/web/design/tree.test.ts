import { type Node, parseTree } from 'jsonc-parser';
import { expect, test } from 'vitest';
import { readTree } from './tree.ts';

function plain({ type, offset, length, value, colonOffset, children }: Node): unknown {
  return { type, offset, length, value, colonOffset, children: children?.map(plain) };
}

test.each([
  '{}', '[]', ' { "a" : [ 1.50, -2e3, true, false, null, "x\\u0041\\n" ] } ', '{"a":{"b":{}},"a":[]}', '"text"', '1', '{ // c\n "a": /* d */ 1 /* e\n */, "b": [ // f\n ]}', '{"é":"\u{1F600}"}',
])('%s is read as the package reads it', (text) => {
  const { root, problems } = readTree(text);
  expect(problems).toEqual([]);
  expect(plain(root!)).toEqual(plain(parseTree(text)!));
});

test.each(['', '{', '}', '{"a"}', '{"a":}', '{"a":1,}', '[1 2]', '[1,]', '{a:1}', '{"a":tru}', '{"a":"\n"}', '{"a":"\\x"}', '{"a":1}x', '{"a":01}', '{"a":1} /* c', '{"a":"b', '{"a":1.}', "{'a':1}", '{"a":1}{}'])('%j is refused', (text) => {
  expect(readTree(text).problems.length).toBeGreaterThan(0);
});

test('comments are told of', () => {
  expect(readTree('{"a":"// no"}').hasComments).toBe(false);
  expect(readTree('{"a":1} // yes').hasComments).toBe(true);
});
