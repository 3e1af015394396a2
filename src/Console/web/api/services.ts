import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { read } from './client.ts';

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

// What AWS's services can do does not change while a server runs.
const forEver = { staleTime: Infinity };

export function useServices(): UseQueryResult<ServiceName[], Error> {
  return useQuery<ServiceName[], Error>({
    queryKey: ['services'],
    queryFn: async ({ signal }) => ((await read('services', signal)) as { services: ServiceName[] }).services,
    ...forEver,
  });
}

/** @param name Either of its names; nothing is asked for where it is missing. */
export function useService(name: string | undefined): UseQueryResult<ServiceModel, Error> {
  return useQuery<ServiceModel, Error>({
    queryKey: ['services', name],
    queryFn: async ({ signal }) => (await read(`services/${encodeURIComponent(name!)}`, signal)) as ServiceModel,
    enabled: name !== undefined,
    ...forEver,
  });
}
