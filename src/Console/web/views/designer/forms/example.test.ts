import { expect, test } from 'vitest';
import type { Shapes } from '../../../api/services.ts';
import { exampleOf } from './example.ts';

const shapes: Shapes = {
  Text: { type: 'string' },
  Kind: { type: 'string', enum: ['A', 'B'] },
  Count: { type: 'integer', min: 3 },
  Self: { type: 'structure', members: [{ name: 'self', shape: 'Self', required: true }] },
  Result: { type: 'structure', members: [{ name: 'messageId', shape: 'Text' }, { name: 'tags', shape: 'Tags' }, { name: 'count', shape: 'Count' }] },
  Tags: { type: 'list', item: 'Text' },
  Strict: { type: 'structure', members: [{ name: 'kind', shape: 'Kind', required: true }, { name: 'note', shape: 'Text' }] },
};

test('an example has what it has to have, or a few members', () => {
  expect(exampleOf(shapes, 'Result')).toEqual({ MessageId: '', Count: 3 });
  expect(exampleOf(shapes, 'Strict')).toEqual({ Kind: 'A' });
  expect(exampleOf(shapes, undefined)).toEqual({});
});

test('a shape that contains itself ends', () => {
  expect(JSON.stringify(exampleOf(shapes, 'Self')).length).toBeLessThan(200);
});
