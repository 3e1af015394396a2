import { expect, test } from 'vitest';
import { Document } from '../document.ts';
import { apply } from './changes.ts';
import { changeLanguage, type Language } from './language.ts';

/** A machine with one state `S`, turned to JSONata. */
function converted(state: object): { state: any; left: string[] } {
  const document = new Document(JSON.stringify({ StartAt: 'S', States: { S: state } }));
  const { changes, left } = changeLanguage(document, '', 'JSONata');
  const after = JSON.parse(apply(document.text, changes));
  expect(after.QueryLanguage).toBe('JSONata');
  return { state: after.States.S, left: left.map(({ field }) => field) };
}

function change(text: string, pointer: string, language: Language | undefined): { text: string; left: string[] } {
  const document = new Document(text);
  const { changes, left } = changeLanguage(document, pointer, language);
  const after = new Document(apply(text, changes));
  expect(after.problems).toEqual([]);
  return { text: after.text, left: left.map(({ state, field }) => `${state} ${field}`) };
}

test.each([
  ['arguments', { Type: 'Task', Resource: 'r', Parameters: { 'a.$': '$.a.b', b: [{ 'c.$': '$$.Execution.Id' }, 'text'], d: 1.5 } },
    { Type: 'Task', Resource: 'r', Arguments: { a: '{% $states.input.a.b %}', b: [{ c: '{% $states.context.Execution.Id %}' }, 'text'], d: 1.5 } }],
  ['an InputPath is before all paths', { Type: 'Task', Resource: 'r', InputPath: '$.i', Parameters: { 'a.$': '$.a' }, TimeoutSecondsPath: '$.t' },
    { Type: 'Task', Resource: 'r', Arguments: { a: '{% $states.input.i.a %}' }, TimeoutSeconds: '{% $states.input.i.t %}' }],
  ['an InputPath alone', { Type: 'Task', Resource: 'r', InputPath: '$.i' }, { Type: 'Task', Resource: 'r', Arguments: '{% $states.input.i %}' }],
  ['a result that is selected', { Type: 'Task', Resource: 'r', ResultSelector: { 'a.$': '$.Payload' }, ResultPath: '$', OutputPath: '$' },
    { Type: 'Task', Resource: 'r', Output: { a: '{% $states.result.Payload %}' } }],
  ['a result in the input', { Type: 'Task', Resource: 'r', ResultPath: '$.r' }, { Type: 'Task', Resource: 'r', Output: "{% $merge([$states.input, {'r': $states.result}]) %}" }],
  ['a selected result in the input', { Type: 'Task', Resource: 'r', ResultSelector: { 'a.$': '$.p', n: 1 }, ResultPath: '$.r' },
    { Type: 'Task', Resource: 'r', Output: "{% $merge([$states.input, {'r': {'a': $states.result.p, 'n': 1}}]) %}" }],
  ['no result', { Type: 'Task', Resource: 'r', ResultPath: null }, { Type: 'Task', Resource: 'r', Output: '{% $states.input %}' }],
  ['a part of the result', { Type: 'Task', Resource: 'r', ResultPath: '$.r', OutputPath: '$.r.x' }, { Type: 'Task', Resource: 'r', Output: '{% $states.result.x %}' }],
  ['a part of the input', { Type: 'Task', Resource: 'r', ResultPath: '$.r', OutputPath: '$.i' }, { Type: 'Task', Resource: 'r', Output: '{% $states.input.i %}' }],
  ['nothing', { Type: 'Wait', Seconds: 1, OutputPath: null }, { Type: 'Wait', Seconds: 1, Output: {} }],
  ['a Pass', { Type: 'Pass', Parameters: { 'a.$': '$.x' } }, { Type: 'Pass', Output: { a: '{% $states.input.x %}' } }],
  ['a Pass with a result', { Type: 'Pass', Result: { a: [1] }, ResultPath: '$.k' }, { Type: 'Pass', Output: "{% $merge([$states.input, {'k': {'a': [1]}}]) %}" }],
  ['a Wait', { Type: 'Wait', InputPath: '$.i', TimestampPath: '$.t' }, { Type: 'Wait', Timestamp: '{% $states.input.i.t %}', Output: '{% $states.input.i %}' }],
  ['a Fail', { Type: 'Fail', ErrorPath: '$.e', Cause: 'c' }, { Type: 'Fail', Error: '{% $states.input.e %}', Cause: 'c' }],
  ['variables', { Type: 'Task', Resource: 'r', Assign: { 'a.$': '$.id', 'b.$': '$old.x', c: 1 } },
    { Type: 'Task', Resource: 'r', Assign: { a: '{% $states.result.id %}', b: '{% $old.x %}', c: 1 } }],
  ['a Map', { Type: 'Map', ItemsPath: '$.items', ItemSelector: { 'v.$': '$$.Map.Item.Value', 'all.$': '$' }, MaxConcurrencyPath: '$.m', ItemProcessor: { StartAt: 'A', States: {} } },
    { Type: 'Map', Items: '{% $states.input.items %}', ItemSelector: { v: '{% $states.context.Map.Item.Value %}', all: '{% $states.input %}' }, MaxConcurrency: '{% $states.input.m %}', ItemProcessor: { StartAt: 'A', States: {} } }],
  ['a reader', { Type: 'Map', ItemReader: { Resource: 'r', Parameters: { 'Bucket.$': '$.b' }, ReaderConfig: { MaxItemsPath: '$.m' } }, ItemBatcher: { BatchInput: { 'x.$': '$.x' }, MaxItemsPerBatchPath: '$.n' } },
    { Type: 'Map', ItemReader: { Resource: 'r', Arguments: { Bucket: '{% $states.input.b %}' }, ReaderConfig: { MaxItems: '{% $states.input.m %}' } }, ItemBatcher: { BatchInput: { x: '{% $states.input.x %}' }, MaxItemsPerBatch: '{% $states.input.n %}' } }],
  ['catchers', { Type: 'Task', Resource: 'r', Catch: [{ ErrorEquals: ['A'], ResultPath: '$.e', Next: 'X' }, { ErrorEquals: ['B'], ResultPath: null, Next: 'X' }, { ErrorEquals: ['C'], ResultPath: '$', Next: 'X', Assign: { 'e.$': '$.Error' } }] },
    { Type: 'Task', Resource: 'r', Catch: [
      { ErrorEquals: ['A'], Output: "{% $merge([$states.input, {'e': $states.errorOutput}]) %}", Next: 'X' }, { ErrorEquals: ['B'], Output: '{% $states.input %}', Next: 'X' },
      { ErrorEquals: ['C'], Next: 'X', Assign: { e: '{% $states.errorOutput.Error %}' } },
    ] }],
  ['a Choice', { Type: 'Choice', Choices: [{ Variable: '$.b', BooleanEquals: true, Next: 'X', Assign: { 'v.$': '$.b' } }], OutputPath: '$' },
    { Type: 'Choice', Choices: [{ Condition: "{% $exists($states.input.b) ? $states.input.b = true : $error('$.b is missing') %}", Next: 'X', Assign: { v: '{% $states.input.b %}' } }] }],
])('%s', (_, before, after) => {
  expect(converted(before)).toEqual({ state: after, left: [] });
});

test.each([
  ['an intrinsic function', { Type: 'Task', Resource: 'r', Parameters: { 'a.$': 'States.UUID()', 'b.$': '$.b' }, ResultPath: null }, ['Parameters'],
    { Type: 'Task', Resource: 'r', Parameters: { 'a.$': 'States.UUID()', 'b.$': '$.b' }, Output: '{% $states.input %}' }],
  ['a deeper ResultPath', { Type: 'Task', Resource: 'r', ResultSelector: { 'a.$': '$.a' }, ResultPath: '$.a.b' }, ['ResultSelector', 'ResultPath'], undefined],
  ['a text like an expression', { Type: 'Pass', Result: { a: '{% 1 %}' } }, ['Result'], undefined],
  ['an InputPath that is no plain one', { Type: 'Task', Resource: 'r', InputPath: '$.a[*]', Parameters: { 'a.$': '$.a' } }, ['InputPath'], undefined],
  ['the output of a Choice', { Type: 'Choice', Choices: [], OutputPath: '$.a' }, ['OutputPath'], undefined],
  ['a rule about times', { Type: 'Choice', Choices: [{ Variable: '$.t', IsTimestamp: true, Next: 'X' }] }, ['Choices[0]'], undefined],
  ['two of one name', { Type: 'Pass', Parameters: { 'a.$': '$.a', a: 1 } }, ['Parameters'], undefined],
  ['a result that is formed and dropped', { Type: 'Task', Resource: 'r', ResultSelector: { a: 1 }, ResultPath: null }, ['ResultSelector', 'ResultPath'], undefined],
  ['a large number in an expression', { Type: 'Pass', Result: 12345678901234567000, ResultPath: '$.a' }, ['Result', 'ResultPath'], undefined],
  ['variables of a Pass with Parameters', { Type: 'Pass', Parameters: {}, Assign: { 'a.$': '$.a' } }, ['Assign'], { Type: 'Pass', Output: {}, Assign: { 'a.$': '$.a' } }],
])('%s is left as it is, and told', (_, before, left, after) => {
  expect(converted(before)).toEqual({ state: after ?? before, left });
});

test('a machine changes with all its states, what nobody touched stays as it is written', () => {
  const { text, left } = change(`{
  "StartAt": "A", // first
  "States": {
    "A": {
      "Type": "Pass",
      "QueryLanguage": "JSONPath",
      // what it gives
      "Parameters": { "id": 12345678901234567890, "x.$": "$.a" }, // so
      "Next": "P"
    },
    "P": { "Type": "Parallel", "Branches": [{ "StartAt": "B", "States": { "B": { "Type": "Succeed", "OutputPath": "$.b" } } }], "Next": "J" },
    "J": { "Type": "Pass", "QueryLanguage": "JSONata", "Output": 1, "End": true }
  }
}`, '', 'JSONata');
  expect(left).toEqual([]);
  expect(text).toBe(`{
  "QueryLanguage": "JSONata",
  "StartAt": "A", // first
  "States": {
    "A": {
      "Type": "Pass",
      // what it gives
      "Output": { "id": 12345678901234567890, "x": "{% $states.input.a %}" }, // so
      "Next": "P"
    },
    "P": { "Type": "Parallel", "Branches": [{ "StartAt": "B", "States": { "B": { "Type": "Succeed", "Output": "{% $states.input.b %}" } } }], "Next": "J" },
    "J": { "Type": "Pass", "QueryLanguage": "JSONata", "Output": 1, "End": true }
  }
}`);
});

test('one state changes, and not what is inside', () => {
  const text = '{"StartAt":"M","States":{"M":{"Type":"Map","ItemsPath":"$.i","ItemProcessor":{"StartAt":"A","States":{"A":{"Type":"Pass","InputPath":"$.x","End":true}}},"End":true}}}';
  expect(change(text, '/States/M', 'JSONata')).toEqual({
    left: [],
    text: '{"StartAt":"M","States":{"M":{"QueryLanguage":"JSONata","Type":"Map","Items":"{% $states.input.i %}","ItemProcessor":{"StartAt":"A","States":{"A":{"Type":"Pass","InputPath":"$.x","End":true}}},"End":true}}}',
  });
});

test('from JSONata, the states of a machine keep it; a state keeps its text, and what is to do is told', () => {
  const text = '{"QueryLanguage":"JSONata","StartAt":"A","States":{"A":{"Type":"Pass","Output":"{% 1 %}","Next":"B"},"B":{"Type":"Wait","Seconds":"{% 2 %}","Next":"C"},"C":{"Type":"Succeed"}}}';
  const machine = change(text, '', 'JSONPath');
  expect(machine).toEqual({
    left: [],
    text: '{"StartAt":"A","States":{"A":{"QueryLanguage":"JSONata","Type":"Pass","Output":"{% 1 %}","Next":"B"},"B":{"QueryLanguage":"JSONata","Type":"Wait","Seconds":"{% 2 %}","Next":"C"},"C":{"Type":"Succeed"}}}',
  });
  expect(change(machine.text, '/States/B', undefined)).toEqual({ text: machine.text.replace('"B":{"QueryLanguage":"JSONata",', '"B":{'), left: ['/States/B Seconds'] });
  expect(change(machine.text, '/States/C', 'JSONPath').left).toEqual([]);
});
