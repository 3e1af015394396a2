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
  /** @param visit The id of the event with which the state was entered that is to be shown. */
  execution: (arn: string, tab?: ExecutionTab, visit?: number) =>
    `/executions/${encode(arn)}${tab && tab !== 'graph' ? `/${tab}` : ''}${visit === undefined ? '' : `?visit=${visit}`}`,
  mapRun: (arn: string) => `/map-runs/${encode(arn)}`,
  compare: (left?: string, right?: string) =>
    `/compare${left || right ? `?${new URLSearchParams({ ...(left ? { left } : {}), ...(right ? { right } : {}) })}` : ''}`,
  history: () => '/import',
};
