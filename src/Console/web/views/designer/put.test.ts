import { expect, test } from 'vitest';
import { Document } from '../../design/document.ts';
import { apply } from '../../design/edits/changes.ts';
import { catalogue, itemOf, search } from './catalogue.ts';
import { type Place, placesNear } from './places.ts';
import { move, put } from './put.ts';

const empty = '{\n  "StartAt": "",\n  "States": {}\n}\n';
const item = (id: string) => itemOf(id)!;

function after(text: string, id: string, place: Place): any {
  const document = new Document(text);
  const { changes, place: at } = put(document, item(id), place);
  const changed = new Document(apply(text, changes));
  expect(changed.problems).toEqual([]);
  expect(changed.stateAt(at)).toBeDefined();
  return JSON.parse(changed.text);
}

const start: Place = { kind: 'start', scope: '' };

test('every item makes a state in an empty definition, in both languages', () => {
  for (const { id } of catalogue) {
    const path = after(empty, id, start);
    expect(path.States[path.StartAt]).toBeDefined();
    const jsonata = after('{"QueryLanguage":"JSONata","StartAt":"","States":{}}', id, start);
    const state = jsonata.States[jsonata.StartAt];
    expect(JSON.stringify(state)).not.toMatch(/\.\$"|"Parameters"|"ItemsPath"/);
  }
});

test('a Choice behind which nothing follows leads nowhere yet', () => {
  const choice = after(JSON.stringify(after(empty, 'Pass', start)), 'Choice', { kind: 'behind', state: '/States/Pass on' });
  expect(choice.States).toEqual({ 'Pass on': { Type: 'Pass', Next: 'Which way?' }, 'Which way?': { Type: 'Choice', Choices: [] } });
});

test('names are not used twice, also inside', () => {
  const one = JSON.stringify(after(empty, 'Parallel', start));
  const two = after(one, 'Parallel', { kind: 'behind', state: '/States/At once' });
  expect(Object.keys(two.States)).toEqual(['At once', 'At once 2']);
  const names = [one, JSON.stringify(two)].map((text) => [...text.matchAll(/"StartAt":"(In this branch[^"]*)"/g)].map(([, name]) => name));
  expect(new Set(names[1]).size).toBe(4);
});

test('a Choice on a way leads on by its rule and by its default', () => {
  const one = after(empty, 'Pass', start);
  const two = after(JSON.stringify(one), 'Choice', { kind: 'before', state: '/States/Pass on' });
  expect(two.StartAt).toBe('Which way?');
  expect(two.States['Which way?'].Choices[0].Next).toBe('Pass on');
  expect(two.States['Which way?'].Default).toBe('Pass on');
});

test('where an error of a Task leads, a state is put that catches it', () => {
  const one = after(empty, 'integration/sqs:sendMessage', start);
  expect(one.States['Send message'].Resource).toBe('arn:aws:states:::sqs:sendMessage');
  const two = after(JSON.stringify(one), 'Fail', { kind: 'new', state: '/States/Send message', way: 'catch' });
  expect(two.States['Send message'].Catch).toEqual([{ ErrorEquals: ['States.ALL'], Next: 'Failed' }]);
  expect(two.States.Failed.Type).toBe('Fail');
});

test('a branch begins with what is put into a new one', () => {
  const one = after(empty, 'Parallel', start);
  const two = after(JSON.stringify(one), 'Wait', { kind: 'branch', state: '/States/At once' });
  expect(two.States['At once'].Branches[2]).toEqual({ StartAt: 'Wait', States: { Wait: { Type: 'Wait', Seconds: 5, End: true } } });
});

test('a pattern leads on from where it ends', () => {
  const one = after(empty, 'Succeed', start);
  const two = after(JSON.stringify(one), 'pattern/poll', { kind: 'before', state: '/States/Done' });
  expect(two.StartAt).toBe('Start the job');
  expect(two.States['With the result']).toEqual({ Type: 'Pass', Next: 'Done' });
  expect(two.States['Is it done?'].Default).toBe('Wait for the job');
});

test('the places near a state are all that it leads to, and inside it', () => {
  const text = JSON.stringify({
    StartAt: 'C',
    States: {
      C: { Type: 'Choice', Choices: [{ Variable: '$.n', NumericEquals: 1, Next: 'P' }], Default: 'P' },
      P: { Type: 'Parallel', Branches: [{ StartAt: 'A', States: { A: { Type: 'Pass', End: true } } }], End: true },
    },
  });
  const kinds = (state: string | undefined) => placesNear(new Document(text), state).map(({ place: { kind } }) => kind);
  expect(kinds('/States/C')).toEqual(['way', 'new', 'way', 'before']);
  expect(kinds('/States/P')).toEqual(['behind', 'new', 'start', 'branch', 'before']);
  expect(placesNear(new Document(text), undefined)[0]!.place).toEqual({ kind: 'behind', state: '/States/P' });
  expect(placesNear(new Document(empty), undefined).map(({ place }) => place)).toEqual([start]);
});

test('a state that is put elsewhere leaves its place', () => {
  const text = JSON.stringify({ StartAt: 'A', States: { A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Pass', Next: 'C' }, C: { Type: 'Pass', End: true } } });
  const { changes } = move(new Document(text), '/States/A', { kind: 'behind', state: '/States/C' });
  expect(JSON.parse(apply(text, changes))).toEqual({ StartAt: 'B', States: { B: { Type: 'Pass', Next: 'C' }, C: { Type: 'Pass', Next: 'A' }, A: { Type: 'Pass', End: true } } });
});

test('every word of a search counts', () => {
  expect(search(catalogue, 'SQS send').map(({ id }) => id)).toEqual(['integration/sqs:sendMessage']);
  expect(search(catalogue, 'dynamo').length).toBe(4);
  expect(itemOf('integration/aws-sdk:s3:listBuckets')?.states(true)).toMatchObject({ 'List buckets': { Resource: 'arn:aws:states:::aws-sdk:s3:listBuckets' } });
});

test('what is put into a new branch or Map takes the place of what it was made with', () => {
  const map = JSON.stringify(after(empty, 'Map', start));
  const filled = after(map, 'Wait', { kind: 'start', scope: '/States/For each item/ItemProcessor' });
  expect(filled.States['For each item'].ItemProcessor).toMatchObject({ StartAt: 'Wait', States: { Wait: { Type: 'Wait', Seconds: 5, End: true } } });
  expect(Object.keys(filled.States['For each item'].ItemProcessor.States)).toEqual(['Wait']);
  const parallel = JSON.stringify(after(empty, 'Parallel', start));
  const second = after(parallel, 'Succeed', { kind: 'behind', state: '/States/At once/Branches/1/States/In this branch 2' });
  expect(second.States['At once'].Branches.map(({ States }: any) => Object.keys(States))).toEqual([['In this branch'], ['Done']]);
});

test('what somebody made something of stays beside what is put there', () => {
  const made = JSON.stringify(after(empty, 'Map', start)).replace('"Type":"Pass"', '"Type":"Pass","Result":1');
  const filled = after(made, 'Wait', { kind: 'start', scope: '/States/For each item/ItemProcessor' });
  expect(Object.keys(filled.States['For each item'].ItemProcessor.States).sort()).toEqual(['Wait', 'With this item']);
});
