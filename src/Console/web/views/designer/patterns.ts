import { designerTexts } from '../../designerTexts.ts';
import { given, ruleOf } from './given.ts';

const said = designerTexts.patterns;

type States = Record<string, Record<string, unknown>>;

/** Some states that solve a usual problem together: a definition of its own. */
export interface Pattern {
  id: string;
  title: string;
  about: string;
  states: (isJsonata: boolean) => States;
}

const backOff = [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 2, MaxAttempts: 4, BackoffRate: 2, MaxDelaySeconds: 60, JitterStrategy: 'FULL' }];
const anyError = (next: string): unknown[] => [{ ErrorEquals: ['States.ALL'], Next: next }];

/** The first state of each is the one that it starts with. */
export const patterns: readonly Pattern[] = [
  pattern('retry', (isJsonata) => ({
    'Try it': { ...invoke(isJsonata, 'my-function', { Payload: '$' }), Retry: backOff, Catch: anyError('Gave up'), End: true },
    'Gave up': { Type: 'Fail', Error: 'GaveUp', Cause: 'It failed each time it was tried.' },
  })),
  pattern('saga', (isJsonata) => ({
    'Reserve': { ...invoke(isJsonata, 'reserve', { Payload: '$' }), Retry: backOff, Next: 'Charge' },
    'Charge': { ...invoke(isJsonata, 'charge', { Payload: '$' }), Retry: backOff, Catch: anyError('Undo the reservation'), End: true },
    'Undo the reservation': { ...invoke(isJsonata, 'release', { Payload: '$' }), Retry: backOff, Next: 'Undone' },
    'Undone': { Type: 'Fail', Error: 'Undone', Cause: 'A step failed, and those before it were undone.' },
  })),
  pattern('approval', (isJsonata) => ({
    'Ask for approval': {
      Type: 'Task',
      Resource: 'arn:aws:states:::sqs:sendMessage.waitForTaskToken',
      ...given(isJsonata, { QueueUrl: 'https://sqs.us-east-1.amazonaws.com/123456789012/approvals', MessageBody: { Token: '$$.Task.Token', Request: '$' } }),
      TimeoutSeconds: 86400,
      Next: 'Approved?',
    },
    'Approved?': { Type: 'Choice', Choices: [ruleOf(isJsonata, 'approved', 'Go on')], Default: 'Declined' },
    'Go on': { Type: 'Pass', End: true },
    'Declined': { Type: 'Fail', Error: 'Declined', Cause: 'It was not approved.' },
  })),
  pattern('person', (isJsonata) => ({
    'Let a person do it': {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
      ...given(isJsonata, { FunctionName: 'new-task', Payload: { Token: '$$.Task.Token', Work: '$' } }),
      TimeoutSeconds: 3600,
      Catch: [{ ErrorEquals: ['States.Timeout'], ...(isJsonata ? { Output: '{% $states.input %}' } : { ResultPath: null }), Next: 'Remind' }],
      End: true,
    },
    'Remind': {
      Type: 'Task',
      Resource: 'arn:aws:states:::sns:publish',
      ...given(isJsonata, { TopicArn: 'arn:aws:sns:us-east-1:123456789012:reminders', Message: 'There is work to be done.' }),
      ...(isJsonata ? { Output: '{% $states.input %}' } : { ResultPath: null }),
      Next: 'Let a person do it',
    },
  })),
  pattern('fanOut', (isJsonata) => ({
    'For each item at once': {
      Type: 'Map',
      ...(isJsonata ? { Items: '{% $states.input.items %}' } : { ItemsPath: '$.items' }),
      MaxConcurrency: 10,
      ItemProcessor: {
        ProcessorConfig: { Mode: 'INLINE' },
        StartAt: 'Do one',
        States: { 'Do one': { ...invoke(isJsonata, 'my-function', { Payload: '$' }), Retry: backOff, End: true } },
      },
      Next: 'Put together',
    },
    'Put together': { Type: 'Pass', End: true },
  })),
  pattern('poll', (isJsonata) => ({
    'Start the job': { ...invoke(isJsonata, 'start-job', { Payload: '$' }), Next: 'Wait for the job' },
    'Wait for the job': { Type: 'Wait', Seconds: 30, Next: 'Look at the job' },
    'Look at the job': {
      ...invoke(isJsonata, 'get-job', { Payload: '$' }),
      ...(isJsonata ? { Output: '{% $states.result.Payload %}' } : { OutputPath: '$.Payload' }),
      Next: 'Is it done?',
    },
    'Is it done?': { Type: 'Choice', Choices: [ruleOf(isJsonata, 'done', 'With the result'), ruleOf(isJsonata, 'failed', 'Job failed')], Default: 'Wait for the job' },
    'With the result': { Type: 'Pass', End: true },
    'Job failed': { Type: 'Fail', Error: 'JobFailed', Cause: 'The job did not succeed.' },
  })),
];

function pattern(id: keyof typeof said.titles, states: Pattern['states']): Pattern {
  return { id: `pattern/${id}`, title: said.titles[id], about: said.about[id], states };
}

function invoke(isJsonata: boolean, name: string, values: Record<string, unknown>): Record<string, unknown> {
  return { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', ...given(isJsonata, { FunctionName: name, ...values }) };
}
