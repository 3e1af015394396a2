import { expect, test } from 'vitest';
import { Document } from './document.ts';

const text = `{
  // Comments may stand here.
  "StartAt": "A/b",
  "States": {
    "A/b": { "Type": "Map", "ItemProcessor": { "StartAt": "In", "States": { "In": { "Type": "Pass", "Result": [1.0, {"States": {"No": 1}}] } } } },
    "__proto__": { "Type": "Pass" }
  }
}`;

test('places are found in the text, and the text at places', () => {
  const document = new Document(text);
  expect(document.problems).toEqual([]);
  expect([...document.scope!.states.keys()]).toEqual(['A/b', '__proto__']);
  const place = '/States/A~1b/ItemProcessor/States/In/Result/1/States/No';
  expect(document.textAt(place)).toBe('1');
  const range = document.rangeOf(place)!;
  expect(text.slice(range.from, range.to)).toBe('"No": 1');
  expect(document.pointerAt(range.from + 1)).toBe(place);
  expect(document.pointerAt(range.to)).toBe(place);
  expect(document.pointerAt(0)).toBe('');
  expect(document.nodeAt('/States/No')).toBeUndefined();
  expect(document.nodeAt('/States/A~1b/ItemProcessor/States/In/Result/01')).toBeUndefined();
});

test('a place is in the innermost state around it, and data that looks like states is none', () => {
  const document = new Document(text);
  expect(document.stateAt('/States/A~1b/ItemProcessor/States/In/Result/1/States/No')?.name).toBe('In');
  expect(document.stateAt('/States/A~1b/ItemProcessor/StartAt')?.name).toBe('A/b');
  expect(document.stateAt('/States')).toBeUndefined();
  expect(document.stateAt('/States/__proto__')?.type).toBe('Pass');
});

test('a text with errors says where, and has the scope of the last that had none', () => {
  const document = new Document(text);
  const broken = new Document(text.replace('"Map",', '"Map"'), document);
  expect(broken.isReadable).toBe(false);
  expect(broken.scope).toBe(document.scope);
  expect(broken.problems[0]).toMatchObject({ message: 'A comma is expected here.' });
  expect(new Document('[]').problems).toEqual([{ message: 'A definition is a JSON object.', from: 0, to: 2 }]);
  expect(new Document('').isReadable).toBe(false);
  expect(new Document('{"a":1,}').isReadable).toBe(false);
});

test('what is nested too deeply is refused, and no more', () => {
  expect(new Document('['.repeat(100_000)).problems.length).toBeGreaterThan(0);
  expect(new Document(`{"a":${'['.repeat(20_000)}${']'.repeat(20_000)}}`).problems.length).toBeGreaterThan(0);
});

test('of a name that stands twice the last counts, and without comments everything stays in its place', () => {
  const document = new Document('{"States": {"A": {"Type": "Pass"}, "A": {"Type": "Wait"}}} // end');
  expect(document.scope!.states.get('A')!.type).toBe('Wait');
  expect(document.nodeAt('/States/A/Type')!.value).toBe('Wait');
  expect(document.plain).toBe('{"States": {"A": {"Type": "Pass"}, "A": {"Type": "Wait"}}}       ');
});
