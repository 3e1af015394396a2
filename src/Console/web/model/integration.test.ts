import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { modelOf, operationOf, optimizedActions, patternsOf, readResource, writeResource } from './integration.ts';

test('a resource is read and written again', () => {
  for (const arn of [
    'arn:aws:states:::sqs:sendMessage', 'arn:aws:states:::sqs:sendMessage.waitForTaskToken', 'arn:aws:states:::states:startExecution.sync',
    'arn:aws:states:::states:startExecution.sync:2', 'arn:aws:states:::aws-sdk:s3:getObject', 'arn:aws:states:::emr-serverless:startJobRun.sync',
  ]) {
    const resource = readResource(arn);
    expect(resource?.kind).toBe('integration');
    expect(resource?.kind === 'integration' && writeResource(resource)).toBe(arn);
  }

  expect(readResource('arn:aws:states:::aws-sdk:s3:getObject')).toEqual({ kind: 'integration', service: 'aws-sdk:s3', action: 'getObject', pattern: 'request' });
  expect(readResource('arn:aws:lambda:us-east-1:123456789012:function:pay:live')?.kind).toBe('function');
  expect(readResource('arn:aws:states:us-east-1:123456789012:activity:sign')?.kind).toBe('activity');
  expect(readResource('{% $function %}')).toBeUndefined();
});

test('each integration has its model and its patterns', () => {
  expect(patternsOf('states', 'startExecution')).toEqual(['request', 'sync', 'sync2', 'token']);
  expect(patternsOf('aws-sdk:s3', 'getObject')).toEqual(['request', 'token']);
  expect([modelOf('states', 'startExecution'), modelOf('aws-sdk:s3', 'getObject'), modelOf('http', 'invoke')]).toEqual(['sfn', 's3', undefined]);
  expect(operationOf('elasticmapreduce', 'createCluster')).toBe('RunJobFlow');
});

test('the optimized integrations are those that a definition may name', () => {
  const source = readFileSync(fileURLToPath(new URL('../../../Core/Execution/OptimizedIntegration.cs', import.meta.url)), 'utf8');
  const names = { RequestResponse: 'request', Sync: 'sync', Sync2: 'sync2', WaitForTaskToken: 'token' } as Record<string, string>;
  const rows = [...source.matchAll(/\["([\w-]+:\w+)"\] = \[([\w, ]+)\]/g)].map(([, name, patterns]) => [name, patterns!.split(', ').map((each) => names[each])]);
  expect(rows.length).toBeGreaterThan(50);
  expect(optimizedActions.map((name) => [name, patternsOf(...(name.split(':') as [string, string]))])).toEqual(rows);
});
