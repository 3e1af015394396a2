/** Times are seconds since 1970, as the API has them; lengths are seconds. */

const local = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });

export function formatTime(seconds: number): string {
  return local.format(seconds * 1000);
}

export function formatUtc(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace('T', ' ').replace('Z', ' UTC');
}

/** As `340 ms`, `12.4 s`, `3 min 5 s`, `2 h 7 min`, `3 d 4 h`. */
export function formatLength(seconds: number): string {
  if (seconds < 1) {
    return `${Math.max(0, Math.round(seconds * 1000))} ms`;
  }

  if (seconds < 60) {
    return `${seconds.toFixed(seconds < 10 ? 2 : 1)} s`;
  }

  const whole = Math.round(seconds);
  const units = [[86400, 'd'], [3600, 'h'], [60, 'min'], [1, 's']] as const;
  const first = units.findIndex(([size]) => whole >= size);
  return units
    .slice(first, first + 2)
    .map(([size, unit], i) => [Math.floor((i === 0 ? whole : whole % units[first]![0]) / size), unit] as const)
    .filter(([count], i) => i === 0 || count > 0)
    .map(([count, unit]) => `${count} ${unit}`)
    .join(' ');
}

/** Deeper levels are indented no further: many lines of a thousand levels are no text that a browser can hold. */
const mostIndents = 100;

/** JSON text with line ends and indentation; numbers stay as they were written. Text that is no JSON stays as it is. */
export function formatJson(text: string): string {
  try {
    JSON.parse(text);
  } catch {
    return text;
  }

  let out = '';
  let depth = 0;
  const line = (): string => `\n${'  '.repeat(Math.min(depth, mostIndents))}`;
  const tokens = /"(?:[^"\\]|\\.)*"|[[\]{},:]|[^\s[\]{},:"]+/g;
  let previous = '';
  for (let match = tokens.exec(text); match; match = tokens.exec(text)) {
    const token = match[0];
    if (token === '}' || token === ']') {
      depth--;
      out += previous === '{' || previous === '[' ? token : line() + token;
    } else {
      out += previous === '{' || previous === '[' || previous === ',' ? line() + token : token;
      if (token === '{' || token === '[') {
        depth++;
      } else if (token === ':') {
        out += ' ';
      }
    }

    previous = token;
  }

  return out;
}
