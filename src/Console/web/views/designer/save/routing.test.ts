import { expect, test } from 'vitest';
import { routingOf, versionBefore } from './routing.ts';

const version = (number: number): string => `arn:aws:states:us-east-1:123456789012:stateMachine:m:${number}`;
const route = (number: number, weight: number) => ({ stateMachineVersionArn: version(number), weight });

test('the rest of a new alias goes to the newest version before', () => {
  const all = [version(11), version(10), version(9)];
  expect(versionBefore(version(11), undefined, all)).toBe(version(10));
  expect(versionBefore(undefined, undefined, all)).toBe(version(11));
  expect(versionBefore(version(10), undefined, all)).toBe(version(9));
  expect(versionBefore(version(9), undefined, all)).toBeUndefined();
});

test('the rest of an alias stays where most of it leads to', () => {
  const all = [version(4), version(3), version(2), version(1)];
  expect(versionBefore(version(4), [route(2, 40), route(1, 60)], all)).toBe(version(1));
  expect(versionBefore(version(4), [route(4, 90), route(1, 10)], all)).toBe(version(1));
  expect(versionBefore(version(4), [route(4, 100)], all)).toBeUndefined();
  expect(versionBefore(version(4), [route(4, 100), route(3, 0)], all)).toBeUndefined();
});

test('an alias leads to two versions, or to one alone', () => {
  expect(routingOf(version(2), 20, version(1))).toEqual([route(1, 80), route(2, 20)]);
  expect(routingOf(version(2), 100, version(1))).toEqual([route(2, 100)]);
  expect(routingOf(version(2), 20, undefined)).toEqual([route(2, 100)]);
});
