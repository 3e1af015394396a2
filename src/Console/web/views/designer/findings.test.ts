import { expect, test } from 'vitest';
import { Document } from '../../design/document.ts';
import { byState, findingsOf } from './findings.ts';

const text = '{\n  "StartAt": "A",\n  "States": {\n    "A": { "Type": "Task", "Resource": "x", "End": true }\n  }\n}';
const found = (location: string) => findingsOf(new Document(text), [{ severity: 'ERROR', code: 'SCHEMA_VALIDATION_FAILED', message: 'wrong', location }])[0]!;

test('a field is marked where it is written', () => {
  const { from, to, state } = found('/States/A/Resource');
  expect(text.slice(from, to)).toBe('"x"');
  expect(state).toBe('/States/A');
});

test('what is not there leads to what is around it, and of that only the name is marked', () => {
  const missing = found('/States/A/Nothing/0');
  expect(missing).toMatchObject({ place: '/States/A', state: '/States/A' });
  const whole = found('/');
  expect(text.slice(whole.from, whole.to)).toBe('{');
  expect(whole.state).toBeUndefined();
  expect(found('').place).toBe('');
});

test('a text that is no JSON says where', () => {
  const broken = new Document(text.replace('"A",', '"A"'));
  const [fault] = findingsOf(broken, []);
  expect(fault!.from).toBeGreaterThan(0);
  expect(byState(findingsOf(broken, [])).size).toBe(0);
  expect(byState([found('/States/A'), found('/States/A/Type')]).get('/States/A')).toHaveLength(2);
});
