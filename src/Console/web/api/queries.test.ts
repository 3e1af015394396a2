import { expect, test } from 'vitest';
import { ApiError } from './client.ts';
import { isFinal } from './queries.ts';

test.each([
  ['ExecutionDoesNotExist', 400, true],
  ['ResourceNotFound', 404, true],
  ['Unauthorized', 401, true],
  ['ThrottlingException', 400, false],
  ['TooManyRequests', 429, false],
  ['InternalError', 500, false],
  ['Unreachable', 0, false],
])('%s with %i ends what asks again and again: %s', (type, status, expected) => {
  expect(isFinal(new ApiError(type, '', status))).toBe(expected);
});

test('what is no refusal ends nothing', () => {
  expect(isFinal(null)).toBe(false);
  expect(isFinal(new Error('x'))).toBe(false);
});
