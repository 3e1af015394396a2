import { expect, test } from 'vitest';
import { Document } from '../../design/document.ts';
import { byState, faultsOf, locate } from './findings.ts';

const text = '{\n  "StartAt": "A",\n  "States": {\n    "A": { "Type": "Task", "Resource": "x", "End": true }\n  }\n}';
const found = (location: string) => locate(new Document(text), [{ severity: 'ERROR', code: 'SCHEMA_VALIDATION_FAILED', message: 'wrong', location }])[0]!;

test('a field is marked where it is written', () => {
  const { from, to, state } = found('/States/A/Resource');
  expect(text.slice(from, to)).toBe('"Resource": "x"');
  expect(state).toBe('/States/A');
});

test('what is not there leads to what is around it, and of that only the first line is marked', () => {
  const missing = found('/States/A/Nothing/0');
  expect(missing).toMatchObject({ place: '/States/A', state: '/States/A' });
  const whole = found('/');
  expect(text.slice(whole.from, whole.to)).toBe('{');
  expect(whole.state).toBeUndefined();
  expect(found('').place).toBe('');
});

test('a text that is no JSON says where', () => {
  const broken = new Document(text.replace('"A",', '"A"'));
  const [fault] = faultsOf(broken);
  expect(fault!.from).toBeGreaterThan(0);
  expect(byState(faultsOf(broken)).size).toBe(0);
  expect(byState([found('/States/A'), found('/States/A/Type')]).get('/States/A')).toHaveLength(2);
});
