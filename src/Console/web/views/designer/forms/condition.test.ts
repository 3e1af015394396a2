import { expect, test } from 'vitest';
import { readCondition, writeCondition } from './condition.ts';

test('comparisons are read and written as they were', () => {
  for (const text of [
    '{% $states.input.total > 100 %}',
    "{% $states.input.kind = 'a and b' and $count($states.input.items) >= $least + 1 %}",
    '{% $type = "a" or $type = "b" or $type in ["c", "d"] %}',
  ]) {
    const condition = readCondition(text);
    expect(condition && writeCondition(condition)).toBe(text);
  }

  expect(readCondition('{% $count($states.input.items) != 0 and $ok = true %}')).toEqual({
    join: 'and', comparisons: [{ left: '$count($states.input.items)', sign: '!=', right: '0' }, { left: '$ok', sign: '=', right: 'true' }],
  });
});

test('what is more than comparisons is left to be written by hand', () => {
  for (const text of ['{% $a = 1 and $b = 2 or $c = 3 %}', '{% $exists($a) %}', '{% $a = 1 ? true : false %}', '{% $a = %}', '{% $a = 1 = 2 %}', 'plain', '{% %}', '{% $a = 1 and %}']) {
    expect(readCondition(text)).toBeUndefined();
  }
});
