/** The address of every view, below `/console`. */

const encode = encodeURIComponent;

/** What a part of an address stands for: the router leaves signs such as `:` and `@` as they are written. */
export function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

export const patterns = {
  machines: '/',
  create: '/new',
  edit: '/machines/:name/edit',
  compareVersions: '/machines/:name/compare',
  machine: '/machines/:name/:tab?',
  execution: '/executions/:arn/:tab?',
  mapRun: '/map-runs/:arn',
  compare: '/compare',
  history: '/import',
} as const;

export type MachineTab = 'executions' | 'definition' | 'versions';
export type ExecutionTab = 'graph' | 'events' | 'timeline' | 'data' | 'definition';

export const routes = {
  machines: () => '/',
  machine: (name: string, tab?: MachineTab) => `/machines/${encode(name)}${tab && tab !== 'executions' ? `/${tab}` : ''}`,
  create: () => '/new',
  edit: (name: string) => `/machines/${encode(name)}/edit`,
  /** @param left The number of a version or the name of an alias; missing for the machine as it is. */
  compareVersions: (name: string, left?: string, right?: string) => `/machines/${encode(name)}/compare${sides(left, right)}`,
  /** @param visit The id of the event with which the state was entered that is to be shown. */
  execution: (arn: string, tab?: ExecutionTab, visit?: number) =>
    `/executions/${encode(arn)}${tab && tab !== 'graph' ? `/${tab}` : ''}${visit === undefined ? '' : `?visit=${visit}`}`,
  mapRun: (arn: string) => `/map-runs/${encode(arn)}`,
  compare: (left?: string, right?: string) => `/compare${sides(left, right)}`,
  history: () => '/import',
};

function sides(left: string | undefined, right: string | undefined): string {
  return left || right ? `?${new URLSearchParams({ ...(left ? { left } : {}), ...(right ? { right } : {}) })}` : '';
}
