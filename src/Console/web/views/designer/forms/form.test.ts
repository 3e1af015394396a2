import { expect, test } from 'vitest';
import type { Change } from '../../../design/Design.ts';
import { Document } from '../../../design/document.ts';
import { apply } from '../../../design/edits/changes.ts';
import { replaceMember, setAt } from './form.ts';

const text = `{
  "StartAt": "A",
  "States": {
    // The first.
    "A": { "Type": "Task", "Parameters": { "a": 1.10, "list": [1, 2] }, "Next": "B" }
  }
}`;

const after = (edit: (document: Document) => Change[], of = text): string => apply(of, edit(new Document(of)));

test('a place is set, and what is around it is made where it is missing', () => {
  expect(after((document) => setAt(document, '/States/A/Parameters/a', '2'))).toBe(text.replace('1.10', '2'));
  expect(JSON.parse(after((document) => setAt(document, '/States/A/Assign/x/y', '"z"')).replace('// The first.', '')).States.A.Assign).toEqual({ x: { y: 'z' } });
  expect(after((document) => setAt(document, '/States/A/Parameters/list/2', '3'))).toBe(text.replace('[1, 2]', '[1, 2, 3]'));
  expect(after((document) => setAt(document, '/States/A/Parameters/list/0', '9'))).toBe(text.replace('[1, 2]', '[9, 2]'));
  expect(after((document) => setAt(document, '/States/A/Parameters/a/b', '1')).replace(/\s/g, '')).toContain('"a":{"b":1},"list":[1,2]');
});

test('a place is taken away, and nothing where it is not there', () => {
  expect(after((document) => setAt(document, '/States/A/Parameters/list/0', undefined))).toBe(text.replace('[1, 2]', '[2]'));
  expect(after((document) => setAt(document, '/States/A/Next', undefined))).toBe(text.replace(', "Next": "B"', ''));
  expect(after((document) => setAt(document, '/States/A/Assign/x', undefined))).toBe(text);
  expect(after((document) => setAt(document, '/States/A/Comment', undefined))).toBe(text);
});

test('a member becomes an expression in its place', () => {
  expect(after((document) => replaceMember(document, '/States/A/Parameters/a', 'a.$', '"$.a"'))).toBe(text.replace('"a": 1.10', '"a.$": "$.a"'));
  expect(after((document) => replaceMember(document, '/States/A/Parameters/b', 'b.$', '"$"'))).toContain('"b.$": "$"');
});
