import { expect, test } from 'vitest';
import { Design } from './Design.ts';
import { OpenDesigns } from './OpenDesigns.ts';

test('a design is there again with its history, as long as it says what is to be edited', () => {
  const open = new OpenDesigns();
  const design = new Design('{"StartAt": "A", "States": {}}');
  open.keep('m', design);
  design.edit([{ from: 13, to: 14, insert: 'B' }]);
  expect(open.find('m', '{"StartAt": "A", "States": {}}')).toBeUndefined();
  expect(open.find('m', '{"StartAt": "B", "States": {}}')?.canUndo).toBe(true);
  expect(open.find(undefined, '{"StartAt": "B", "States": {}}')).toBeUndefined();
  open.forget('m');
  expect(open.find('m', design.written)).toBeUndefined();
});

test('a text without the comments of a design is what it says', () => {
  const open = new OpenDesigns();
  const design = new Design('{"StartAt": "A" /* why */, "States": {}}');
  open.keep(undefined, design);
  expect(open.find(undefined, design.plain)).toBe(design);
});

test('the one that was left first goes', () => {
  const open = new OpenDesigns();
  const designs = Array.from({ length: 9 }, () => new Design('{}'));
  designs.forEach((design, i) => open.keep(`m${i}`, design));
  expect(open.find('m0', '{}')).toBeUndefined();
  expect(open.find('m1', '{}')).toBe(designs[1]);
});
