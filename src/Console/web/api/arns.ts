/** What stands in the ARNs of Step Functions, as `arn:aws:states:REGION:ACCOUNT:KIND:NAME[:REST]`. */

export interface ExecutionName {
  machine: string;
  name: string;
  /** The label of the Distributed Map whose child it is. */
  label?: string;
  isExpress: boolean;
}

function parts(arn: string): string[] {
  return arn.split(':');
}

/** The last part: the name of a machine or an execution, the number of a version. */
export function nameOf(arn: string): string {
  return arn.slice(arn.lastIndexOf(':') + 1);
}

export function executionName(arn: string): ExecutionName {
  const [, , , , , kind, machineAndLabel = '', name = ''] = parts(arn);
  const [machine = '', label] = machineAndLabel.split('/');
  return { machine, name, isExpress: kind === 'express', ...(label ? { label } : {}) };
}

/** The ARN of the machine whose execution it is. */
export function machineOfExecution(arn: string): string {
  const [a, b, c, region, account, , machineAndLabel = ''] = parts(arn);
  return [a, b, c, region, account, 'stateMachine', machineAndLabel.split('/')[0]].join(':');
}

/** The ARN of a machine without version or alias. */
export function plainMachine(arn: string): string {
  return parts(arn).slice(0, 7).join(':');
}

/** The ARN of a machine of the same account. */
export function machineArn(like: string, name: string): string {
  return [...parts(like).slice(0, 5), 'stateMachine', name].join(':');
}

/** Whether the text is an execution's ARN. */
export function isExecutionArn(text: string): boolean {
  return /^arn:[^:]+:states:[^:]*:[^:]*:(execution|express):/.test(text);
}

/** A role for calls that want one: the server looks at none. */
export const anyRole = 'arn:aws:iam::123456789012:role/any';
