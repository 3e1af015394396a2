import type { StateNode } from '../../model/definition.ts';
import { readResource } from '../../model/integration.ts';

/** What stands beside the type of a state in the graph: what a Task runs, how long a Wait waits, the error of a Fail. */
export function detailOf({ type, json }: StateNode): string {
  switch (type) {
    case 'Task':
      return resourceOf(json['Resource']);
    case 'Wait':
      return text(json['Seconds'] !== undefined ? `${String(json['Seconds'])} s` : (json['Timestamp'] ?? json['SecondsPath'] ?? json['TimestampPath']));
    case 'Fail':
      return text(json['Error'] ?? json['ErrorPath']);
    case 'Map':
      return (json['ItemProcessor'] as { ProcessorConfig?: { Mode?: unknown } } | undefined)?.ProcessorConfig?.Mode === 'DISTRIBUTED' ? 'distributed' : '';
    default:
      return '';
  }
}

function resourceOf(value: unknown): string {
  const resource = readResource(text(value));
  switch (resource?.kind) {
    case 'integration':
      return `${resource.service.replace('aws-sdk:', '')} ${resource.action}`;
    case 'function':
    case 'activity':
      return resource.arn.slice(resource.arn.lastIndexOf(':') + 1);
    default:
      return text(value);
  }
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
