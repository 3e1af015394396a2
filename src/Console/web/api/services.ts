import { ask } from './client.ts';

/** AWS's services as the server knows them, for who writes a Task. Shapes are referred to by name. */

export interface ServiceName {
  /** As in the ARN of an integration: `sqs`. */
  name: string;
  id: string;
  /** As in the ARN of an SDK integration and in error names: `dynamodb`. */
  sdkName: string;
}

export interface ServiceOperation {
  /** In PascalCase: `SendMessage`. */
  name: string;
  input?: string;
  output?: string;
  errors: string[];
}

export interface Shape {
  type: string;
  members?: { name: string; shape: string; required?: boolean }[];
  item?: string;
  key?: string;
  value?: string;
  min?: number;
  max?: number;
  pattern?: string;
  enum?: string[];
  union?: boolean;
}

export interface Service extends ServiceName {
  fullName: string;
  protocol: string;
  operations: ServiceOperation[];
  shapes: Record<string, Shape>;
}

// None of them ever changes.
const described = new Map<string, Promise<unknown>>();

function once<Answer>(path: string): Promise<Answer> {
  let answer = described.get(path);
  if (!answer) {
    answer = ask(path);
    answer.catch(() => described.delete(path));
    described.set(path, answer);
  }

  return answer as Promise<Answer>;
}

export async function listServices(): Promise<ServiceName[]> {
  return (await once<{ services: ServiceName[] }>('/services')).services;
}

/** @param name Any of a service's names. Throws ApiError where AWS has none of it. */
export function describeService(name: string): Promise<Service> {
  return once(`/services/${encodeURIComponent(name)}`);
}
