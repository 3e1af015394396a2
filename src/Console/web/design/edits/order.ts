/** The order in which fields usually stand, of all objects of a definition. */
const usual = [
  'Comment', 'QueryLanguage', 'Version', 'StartAt', 'Type', 'TimeoutSeconds', 'TimeoutSecondsPath',
  'Resource', 'Mode', 'ExecutionType', 'ErrorEquals', 'Condition', 'Variable', 'Error', 'ErrorPath', 'Cause', 'CausePath',
  'Seconds', 'SecondsPath', 'Timestamp', 'TimestampPath', 'Choices', 'InputPath', 'Items', 'ItemsPath', 'ItemReader', 'ItemSelector', 'ItemBatcher',
  'MaxConcurrency', 'MaxConcurrencyPath', 'ToleratedFailureCount', 'ToleratedFailureCountPath', 'ToleratedFailurePercentage',
  'ToleratedFailurePercentagePath', 'Label', 'Parameters', 'Arguments', 'Credentials', 'HeartbeatSeconds', 'HeartbeatSecondsPath',
  'ProcessorConfig', 'ItemProcessor', 'Iterator', 'Branches', 'ResultWriter', 'Result', 'ResultSelector', 'ResultPath', 'Output', 'OutputPath', 'Assign',
  'States', 'IntervalSeconds', 'MaxAttempts', 'BackoffRate', 'MaxDelaySeconds', 'JitterStrategy', 'Retry', 'Catch',
];
const last = ['Default', 'Next', 'End'];
const places = new Map([...usual.map((name, i) => [name, i] as const), ...last.map((name, i) => [name, usual.length + 1 + i] as const)]);

/** Where a field stands among others; those that are not known, behind all but where the state leads to. */
export function orderOf(field: string): number {
  return places.get(field) ?? usual.length;
}
