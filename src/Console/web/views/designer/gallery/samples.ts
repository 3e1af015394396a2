const files = import.meta.glob<string>('../../../../../Samples/*.asl.json', { query: '?raw', import: 'default' });
const byName = new Map(Object.entries(files).map(([path, read]) => [path.replace(/^.*\/|\.asl\.json$/g, ''), read]));

/** The names of the samples that come with the project, each loaded when it is chosen. */
export const samples: readonly string[] = [...byName.keys()].sort();

/** The definition of a sample, as it is written. */
export async function readSample(name: string): Promise<string> {
  return (await byName.get(name)?.()) ?? '';
}
