import { CompletionContext } from '@codemirror/autocomplete';
import { EditorState } from '@codemirror/state';
import { afterEach, expect, test, vi } from 'vitest';
import { Document } from '../document.ts';
import { completions } from './completion.ts';
import { markOf, placeOf, repeated, stateOf } from './diagnostics.ts';
import { statesBefore, variablesAt } from './scope.ts';
import { spotAt } from './spot.ts';

afterEach(() => vi.unstubAllGlobals());

/** What is proposed at the `|` of a text. */
async function proposed(marked: string): Promise<string[]> {
  const at = marked.indexOf('|');
  const text = marked.replace('|', '');
  const context = new CompletionContext(EditorState.create({ doc: text }), at, true);
  const result = await completions(() => new Document(text))(context);
  const typed = result ? text.slice(result.from, at) : '';
  return (result?.options ?? []).filter(({ label }) => label.startsWith(typed) || label.startsWith(`"${typed}`)).map(({ label, displayLabel }) => displayLabel ?? label);
}

const model = {
  name: 'sqs', id: 'SQS', sdkName: 'sqs', fullName: '', protocol: 'json',
  operations: [{ name: 'SendMessage', input: 'In', errors: ['QueueDoesNotExist', 'RequestThrottledException'] }],
  shapes: {
    In: { type: 'structure', members: [{ name: 'QueueUrl', shape: 'Text', required: true }, { name: 'messageAttributes', shape: 'Attributes' }] },
    Attributes: { type: 'map', key: 'Text', value: 'Attribute' },
    Attribute: { type: 'structure', members: [{ name: 'DataType', shape: 'Text' }] },
    Text: { type: 'string' },
  },
};

function serve(): void {
  vi.stubGlobal('fetch', (path: string) => Promise.resolve(Response.json(path.endsWith('/sqs') ? model : { services: [{ name: 's3', id: 'S3', sdkName: 's3' }] })));
}

test('fields that are not there yet are proposed, those of the state and its query language', async () => {
  expect(await proposed('{"QueryLanguage":"JSONata","States":{"A":{"Type":"Task","Resource":"r",|}}}')).toEqual(expect.arrayContaining(['Arguments', 'Output', 'Retry', 'Next', 'End']));
  const names = await proposed('{"States":{"A":{"Type":"Task","Resource":"r",|}}}');
  expect(names).toEqual(expect.arrayContaining(['Parameters', 'ResultPath', 'TimeoutSecondsPath']));
  expect(names).not.toContain('Arguments');
  expect(names).not.toContain('Resource');
  expect(await proposed('{"States":{"A":{"Type":"Wait","Se|}}}')).toEqual(['Seconds', 'SecondsPath']);
  expect(await proposed('{"States":{"A":{"Type":"Task","Retry":[{"|"}]}}}')).toEqual(expect.arrayContaining(['ErrorEquals', 'BackoffRate']));
  expect(await proposed('{"States":{"A":{"Type":"Map","ItemProcessor":{"ProcessorConfig":{"|"}}}}}')).toEqual(['Mode', 'ExecutionType']);
  expect(await proposed('{"States":{"A":{"Type":"Choice","Choices":[{"And":[{"Numeric|"}]}]}}}')).toHaveLength(10);
  expect(await proposed('{|}')).toContain('StartAt');
  expect(await proposed('{"States":{"A":{"Type":"Task","Catch":[{"ErrorEquals":["States.ALL"], "N|"}],"Next":"A"}}}')).toEqual(['Next']);
});

test('states of the scope, types and other values are proposed', async () => {
  const states = '"B":{"Type":"Pass"},"M":{"Type":"Map","ItemProcessor":{"StartAt":"In","States":{"In":{"Type":"Pass","Next":"|"},"Other":{}}}}';
  expect(await proposed(`{"StartAt":"A","States":{${states}}}`)).toEqual(['Other']);
  expect(await proposed('{"StartAt":"|","States":{"A":{},"B":{}}}')).toEqual(['A', 'B']);
  expect(await proposed('{"States":{"A":{"Type":"P|"}}}')).toEqual(['Pass', 'Parallel']);
  expect(await proposed('{"States":{"A":{"Type":"Pass","End":|}}}')).toEqual(['true', 'false']);
  expect(await proposed('{"States":{"A":{"Type":"Task","Retry":[{"ErrorEquals":["States.T|"]}]}}}')).toEqual(['States.TaskFailed', 'States.Timeout']);
  expect(await proposed('{"Comment":"|"}')).toEqual([]);
});

test('what a service takes, its errors and its ARNs are proposed by its model', async () => {
  serve();
  const task = (rest: string): string => `{"QueryLanguage":"JSONata","States":{"A":{"Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage",${rest}}}}`;
  expect(await proposed(task('"Arguments":{|}'))).toEqual(['QueueUrl', 'MessageAttributes']);
  expect(await proposed(task('"Arguments":{"MessageAttributes":{"any":{"|"}}}'))).toEqual(['DataType']);
  expect((await proposed(task('"Retry":[{"ErrorEquals":["|"]}]'))).slice(0, 3)).toEqual(['SQS.QueueDoesNotExistException', 'SQS.RequestThrottledException', 'States.ALL']);
  expect(await proposed('{"States":{"A":{"Type":"Task","Resource":"arn:aws:states:::sqs|"}}}')).toEqual(['arn:aws:states:::sqs:sendMessage', 'arn:aws:states:::sqs:sendMessage.waitForTaskToken']);
  expect(await proposed('{"States":{"A":{"Type":"Task","Resource":"arn:aws:states:::aws-sdk|"}}}')).toEqual(['arn:aws:states:::aws-sdk:s3:']);
  expect(await proposed('{"States":{"A":{"Type":"Task","Resource":"arn:aws:states:::aws-sdk:sqs:|"}}}')).toEqual(['arn:aws:states:::aws-sdk:sqs:sendMessage']);
});

test('expressions are completed by functions, variables and $states, in the language of the state', async () => {
  const jsonata = (value: string): string => `{"QueryLanguage":"JSONata","StartAt":"A","States":{"A":{"Type":"Pass","Assign":{"total":1},"Next":"B"},"B":{"Type":"Pass","Output":{"x":"${value}"},"End":true}}}`;
  expect(await proposed(jsonata('{% $to| %}'))).toEqual(['$total', '$toMillis']);
  expect(await proposed(jsonata('{% $states.co|'))).toContain('$states.context.Execution.Id');
  expect(await proposed(jsonata('text $to|'))).toEqual([]);
  const path = (name: string, value: string): string => `{"StartAt":"A","States":{"A":{"Type":"Pass","Assign":{"total.$":"$"},"Next":"B"},"B":{"Type":"Pass","Parameters":{"${name}":"${value}"},"End":true}}}`;
  expect(await proposed(path('x.$', 'States.Math|'))).toEqual(['States.MathAdd', 'States.MathRandom']);
  expect(await proposed(path('x.$', '$t|'))).toEqual(['$total']);
  expect(await proposed(path('x.$', '$$.Execution.N|'))).toEqual(['$$.Execution.Name']);
  expect(await proposed(path('x', 'States.Math|'))).toEqual([]);
});

test('a place says what may stand there', () => {
  const document = new Document('{"States":{"P":{"Type":"Parallel","Branches":[{"StartAt":"X","States":{"X":{"Type":"Wait","QueryLanguage":"JSONata","Seconds":1}}}]}}}');
  expect(spotAt(document, ['States', 'P', 'Branches', 0, 'StartAt'])).toMatchObject({ scope: '/States/P/Branches/0', state: '/States/P', field: { kind: 'state' } });
  expect(spotAt(document, ['States', 'P', 'Branches', 0, 'States', 'X', 'Seconds'])).toMatchObject({ state: '/States/P/Branches/0/States/X', language: 'JSONata', field: { isComputed: true } });
  expect(spotAt(document, ['States', 'P', 'Parameters', 'a', 0])).toMatchObject({ field: { name: 'Parameters', kind: 'template' }, fields: undefined });
  expect(spotAt(document, ['States', 'P', 'unknown', 'a'])).toMatchObject({ field: undefined, fields: undefined });
});

test('variables are those that may have been assigned before, and around, but not around a Distributed Map', () => {
  const map = (mode: string): Document => new Document(JSON.stringify({
    StartAt: 'A', States: {
      A: { Type: 'Task', Assign: { 'a.$': '$' }, Catch: [{ ErrorEquals: ['States.ALL'], Assign: { caught: 1 }, Next: 'M' }], Next: 'M' },
      M: {
        Type: 'Map', Assign: { after: 1 }, Next: 'Z',
        ItemProcessor: { ProcessorConfig: { Mode: mode }, StartAt: 'I', States: { I: { Type: 'Pass', Assign: { i: 1 }, Next: 'J' }, J: { Type: 'Choice', Choices: [{ Assign: { j: 1 }, Next: 'I' }] } } },
      },
      Z: { Type: 'Pass', Assign: { z: 1 }, End: true },
      Alone: { Type: 'Pass', Assign: { alone: 1 }, Next: 'Z' },
    },
  }));
  const names = (document: Document, place: string): string[] => variablesAt(document.stateAt(place)!).map(({ name }) => name);
  expect(names(map('INLINE'), '/States/Z')).toEqual(['after', 'alone', 'a', 'caught']);
  expect(names(map('INLINE'), '/States/M/ItemProcessor/States/I')).toEqual(['j', 'i', 'a', 'caught']);
  expect(names(map('DISTRIBUTED'), '/States/M/ItemProcessor/States/I')).toEqual(['j', 'i']);
  expect(statesBefore(map('INLINE').stateAt('/States/Z')!).map(({ name }) => name)).toEqual(['M', 'Alone', 'A']);
});

test('a diagnostic leads to its place, whatever the names are', () => {
  const document = new Document('{"States":{"a/b[1]":{"Choices":[{},{"Next":"x"}],"Output":{"v":1}},"a":{"Type":"T"}}}');
  expect(placeOf(document, '/States/a/b[1]/Choices[1]/Next')).toBe('/States/a~1b[1]/Choices/1/Next');
  expect(placeOf(document, '/States/a~1b[1]/Output/v')).toBe('/States/a~1b[1]/Output/v');
  expect(placeOf(document, '/States/a/Missing')).toBe('/States/a');
  expect([placeOf(document, '/'), placeOf(document, undefined), placeOf(document, '/Gone/x')]).toEqual(['', '', '']);
  expect(stateOf(document, '/States/a~1b[1]/Output/v')).toBe('/States/a~1b[1]');
  expect(stateOf(document, '/States')).toBeUndefined();
  const lines = new Document('{\n"States": {\n"A": {\n"Type": "T" } } }');
  expect(lines.text.slice(markOf(lines, '/States/A').from, markOf(lines, '/States/A').to)).toBe('"A"');
  expect(lines.text.slice(markOf(lines, '/States/A/Type').from, markOf(lines, '/States/A/Type').to)).toBe('"T"');
});

test('names that stand twice in one object are found', () => {
  const document = new Document('{"a":1,"States":{"A":{},"A":{"a":1}},"a":2}');
  expect(repeated(document).map(({ offset }) => offset)).toEqual([document.text.indexOf('"A":{"a"'), document.text.lastIndexOf('"a"')]);
});
