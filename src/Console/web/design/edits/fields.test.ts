import { expect, test } from 'vitest';
import type { Change } from '../Design.ts';
import { Document } from '../document.ts';
import { apply } from './changes.ts';
import { addItem, moveItem, removeItem, renameField, setField, setFields, setQueryLanguage, setValue } from './fields.ts';

const document = new Document(`{
  "StartAt": "A", // starts
  "States": {
    "A": {
      "Type": "Task",
      "Resource": "r",
      "Arguments": { "a": 1.0 },
      "Retry": [{ "ErrorEquals": ["X"] }], // again

      "Next": "B"
    },
    "B": {}
  }
}`);

function after(changes: readonly Change[], of = document): string {
  const next = new Document(apply(of.text, changes));
  expect(next.problems).toEqual([]);
  return next.textAt('/States/A') ?? next.text;
}

test('a new field stands where it usually does, laid out as the document is', () => {
  expect(after(setField(document, '/States/A', 'Catch', '[{"ErrorEquals":["States.ALL"],"Next":"B"}]'))).toBe(`{
      "Type": "Task",
      "Resource": "r",
      "Arguments": { "a": 1.0 },
      "Retry": [{ "ErrorEquals": ["X"] }], // again
      "Catch": [
        {
          "ErrorEquals": ["States.ALL"],
          "Next": "B"
        }
      ],

      "Next": "B"
    }`);
  expect(after(setField(document, '/States/A', 'Comment', '"c"'))).toMatch(/^\{\n {6}"Comment": "c",\n {6}"Type"/);
  expect(after(setField(document, '/States/A', 'mine', '1e3'))).toContain('// again\n      "mine": 1e3,\n\n      "Next"');
});

test('a value is put in the place of another, and only what differs is written', () => {
  const [change, ...others] = setField(document, '/States/A', 'Resource', '"rest"');
  expect([change?.insert, others]).toEqual(['est', []]);
  expect(setField(document, '/States/A', 'Resource', '"r"')).toEqual([]);
  expect(after(setField(document, '/States/A', 'Arguments', '{"a":1.0,"b":[]}'))).toContain('"Arguments": {\n        "a": 1.0,\n        "b": []\n      }');
});

test('text of several lines stays as it is laid out', () => {
  expect(after(setField(document, '/States/A', 'Output', '{\n\t"a": [1,\n\t\t2]\n}'))).toContain('"Output": {\n      \t"a": [1,\n      \t\t2]\n      }');
});

test('fields go with their commas, and what is around them stays', () => {
  expect(after(setField(document, '/States/A', 'Retry', undefined))).toBe(`{
      "Type": "Task",
      "Resource": "r",
      "Arguments": { "a": 1.0 },

      "Next": "B"
    }`);
  expect(after(setFields(document, '/States/A', { Next: undefined, End: 'true', Retry: undefined }))).toBe(`{
      "Type": "Task",
      "Resource": "r",
      "Arguments": { "a": 1.0 },
      "End": true
    }`);
  expect(after(setField(document, '/States/A/Arguments', 'a', undefined))).toContain('"Arguments": {}');
});

test('fields inside one another are made as they are needed', () => {
  const made = new Document(apply(document.text, setField(document, '/States/A', ['ItemReader', 'ReaderConfig', 'MaxItems'], '5')));
  expect(made.nodeAt('/States/A/ItemReader/ReaderConfig/MaxItems')?.value).toBe(5);
  expect(setField(document, '/States/A', ['ItemReader', 'ReaderConfig'], undefined)).toEqual([]);
  expect(after(setField(made, '/States/A', ['ItemReader', 'ReaderConfig', 'MaxItems'], '6'), made)).toContain('"MaxItems": 6');
});

test('elements are added, moved and removed; the last of Retry takes it along', () => {
  const two = new Document(apply(document.text, addItem(document, '/States/A', 'Retry', '{"ErrorEquals":["Y"],"MaxAttempts":0}', 0)));
  expect(two.textAt('/States/A/Retry')).toBe('[{"ErrorEquals": ["Y"], "MaxAttempts": 0}, { "ErrorEquals": ["X"] }]'.replace('{"ErrorEquals": ["Y"], "MaxAttempts": 0}', `{
          "ErrorEquals": ["Y"],
          "MaxAttempts": 0
        }`));
  expect(after(moveItem(document, '/States/A', 'Retry', 0, 0))).toBe(document.textAt('/States/A'));
  expect(after(removeItem(document, '/States/A', 'Retry', 0))).not.toContain('Retry');
  const list = new Document('{"States":{"A":{"Choices":[\n  {"a":1},\n  {"b": 2}, // two\n  {"c":3}\n]}}}');
  expect(after(moveItem(list, '/States/A', 'Choices', 2, 0), list)).toBe('{"Choices":[\n  {"c":3},\n  {"a":1},\n  {"b": 2} // two\n]}');
  expect(after(removeItem(list, '/States/A', 'Choices', 0), list)).toBe('{"Choices":[\n  {"b": 2}, // two\n  {"c":3}\n]}');
});

test('a document on one line stays on it', () => {
  const line = new Document('{"States":{"A":{"Type":"Pass","End":true}}}');
  expect(after(setField(line, '/States/A', 'Result', '{"a":[1,2]}'), line)).toBe('{"Type":"Pass","Result":{"a":[1,2]},"End":true}');
  const spaced = new Document('{"States": {"A": {"Type": "Pass", "End": true}}}');
  expect(after(setField(spaced, '/States/A', 'Assign', '{"a":[1,2]}'), spaced)).toBe('{"Type": "Pass", "Assign": {"a": [1, 2]}, "End": true}');
});

test('names and elements', () => {
  expect(after(renameField(document, '/States/A/Arguments', 'a', 'b.$'))).toContain('"Arguments": { "b.$": 1.0 }');
  expect(() => renameField(document, '/States/A', 'Type', 'Next')).toThrow('this name');
  expect(after(setValue(document, '/States/A/Retry/0/ErrorEquals/0', '"Z"'))).toContain('["Z"]');
});

test('the query language of a machine is written where it is not the usual one', () => {
  const jsonata = new Document(apply(document.text, setQueryLanguage(document, '', 'JSONata')));
  expect(jsonata.text).toContain('{\n  "QueryLanguage": "JSONata",\n  "StartAt": "A", // starts');
  expect(apply(jsonata.text, setQueryLanguage(jsonata, '', 'JSONPath'))).toBe(document.text);
});
