import { expect, test } from 'vitest';
import { Design } from './Design.ts';
import { setField } from './edits/fields.ts';
import { renamed, renameState } from './edits/names.ts';
import { addState, removeState } from './edits/states.ts';

const text = '{\n  "StartAt": "A",\n  "States": {\n    "A": {\n      "Type": "Pass",\n      "End": true\n    }\n  }\n}';

test('all edits have one history, which goes back and forth step by step', () => {
  const design = new Design(text);
  const texts = [design.text];
  const { changes, place } = addState(design.document, { scope: '', type: 'Pass', json: '{"Type":"Pass"}', after: '/States/A' });
  design.edit(changes, place);
  texts.push(design.text);
  design.edit(renameState(design.document, place, 'B'), renamed(place, 'B'));
  texts.push(design.text);
  design.dispatch({ changes: { from: design.text.length, insert: '\n' }, userEvent: 'input.type' });
  texts.push(design.text);
  expect(design.selected).toBe('/States/B');
  for (const before of texts.slice(0, -1).reverse()) {
    expect(design.undo()).toBe(true);
    expect(design.text).toBe(before);
  }

  expect([design.canUndo, design.undo(), design.canRedo]).toEqual([false, false, true]);
  for (const after of texts.slice(1)) {
    expect(design.redo()).toBe(true);
    expect(design.text).toBe(after);
  }

  expect([design.canRedo, design.redo()]).toEqual([false, false]);
});

test('what was chosen is chosen again when an edit is undone', () => {
  const design = new Design(text);
  design.select('/States/A');
  design.edit(renameState(design.document, '/States/A', 'B'), '/States/B');
  expect(design.selected).toBe('/States/B');
  design.undo();
  expect(design.selected).toBe('/States/A');
  design.redo();
  expect(design.selected).toBe('/States/B');
  design.edit(removeState(design.document, '/States/B'));
  expect(design.selected).toBeUndefined();
});

test('letters typed into a form are undone together, edits by themselves', () => {
  const design = new Design(text);
  for (const comment of ['"h"', '"ho"', '"hot"']) {
    design.edit(setField(design.document, '/States/A', 'Comment', comment), undefined, true);
  }

  expect(design.document.nodeAt('/States/A/Comment')?.value).toBe('hot');
  design.undo();
  expect(design.text).toBe(text);
});

test('who listens is told of what changed alone, and an edit that changes nothing is none', () => {
  const design = new Design(text);
  let told = 0;
  const stop = design.subscribe(() => told++);
  const { document, version } = design;
  design.dispatch({ selection: { anchor: 3 } });
  expect([design.version, design.document]).toEqual([version, document]);
  design.edit([{ from: 0, to: 1, insert: '{' }]);
  expect([design.version, design.canUndo, told]).toEqual([version, false, 1]);
  design.edit(setField(document, '', 'Comment', '"c"'));
  expect([design.version, design.canUndo, told]).toEqual([version + 1, true, 2]);
  stop();
  design.undo();
  expect(told).toBe(2);
});

test('a text of Windows is kept with its line ends', () => {
  const windows = text.replaceAll('\n', '\r\n');
  const design = new Design(windows);
  expect(design.written).toBe(windows);
  design.edit(setField(design.document, '', 'Comment', '"c"'));
  expect(design.written).toBe(windows.replace('{\r\n', '{\r\n  "Comment": "c",\r\n'));
  expect(design.plain).toBe(design.written);
  expect(new Design(windows.replace('{', '{ // c')).plain).toBe(windows.replace('{', '{     '));
  expect(new Design(text).written).toBe(text);
});

test('a text of Windows in place of another has the line ends that this one came with', () => {
  const windows = text.replaceAll('\n', '\r\n');
  for (const [from, to] of [[windows, windows], [text, text]] as const) {
    const design = new Design(from);
    design.edit([{ from: 0, to: design.text.length, insert: windows.replace('Pass', 'Wait') }]);
    expect(design.text).toBe(text.replace('Pass', 'Wait'));
    expect(design.written).toBe(to.replace('Pass', 'Wait'));
  }
});
