import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { read } from './client.ts';

/** AWS's services as the server knows them, for who writes a Task. Shapes are referred to by name. */

/** A service of AWS: `name` is botocore's, `sdkName` what it is called in `arn:aws:states:::aws-sdk:NAME:action`. */
export interface ServiceName {
  name: string;
  id: string;
  sdkName: string;
}

export type ShapeType = 'structure' | 'list' | 'map' | 'string' | 'boolean' | 'integer' | 'long' | 'float' | 'double' | 'timestamp' | 'blob';

export interface ShapeMember {
  name: string;
  /** The name of its shape. */
  shape: string;
  required?: boolean;
}

export interface Shape {
  type: ShapeType;
  members?: ShapeMember[];
  /** Of a list, the name of its items' shape; `key` and `value` are those of a map. */
  item?: string;
  key?: string;
  value?: string;
  min?: number;
  max?: number;
  pattern?: string;
  enum?: string[];
  /** Whether only one of its members may be there. */
  union?: boolean;
}

export type Shapes = Record<string, Shape>;

export interface ServiceModel extends ServiceName {
  fullName: string;
  protocol: string;
  /** Names begin with a capital, as `SendMessage`. */
  operations: { name: string; input?: string; output?: string; errors: string[] }[];
  shapes: Shapes;
}

// None of them ever changes.
const answers = new Map<string, Promise<unknown>>();
const forEver = { staleTime: Infinity, gcTime: Infinity };

function once<Answer>(path: string): Promise<Answer> {
  let answer = answers.get(path);
  if (!answer) {
    answer = read(path);
    answer.catch(() => answers.delete(path));
    answers.set(path, answer);
  }

  return answer as Promise<Answer>;
}

export async function listServices(): Promise<ServiceName[]> {
  return (await once<{ services: ServiceName[] }>('services')).services;
}

/** @param name Any of a service's names. Throws ApiError where AWS has none of it. */
export function describeService(name: string): Promise<ServiceModel> {
  return once(`services/${encodeURIComponent(name)}`);
}

export function useServices(): UseQueryResult<ServiceName[], Error> {
  return useQuery<ServiceName[], Error>({ queryKey: ['services'], queryFn: listServices, ...forEver });
}

/** @param name Any of its names; nothing is asked for where it is missing. */
export function useService(name: string | undefined): UseQueryResult<ServiceModel, Error> {
  return useQuery<ServiceModel, Error>({ queryKey: ['services', name], queryFn: () => describeService(name!), enabled: name !== undefined, ...forEver });
}
