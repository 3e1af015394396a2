// @aws-sdk/client-sfn against a server: node client.js ENDPOINT prints what was seen as JSON; the C# test judges it.

import {
  CreateActivityCommand,
  CreateStateMachineCommand,
  DeleteStateMachineCommand,
  DescribeExecutionCommand,
  DescribeStateMachineCommand,
  GetActivityTaskCommand,
  GetExecutionHistoryCommand,
  ListTagsForResourceCommand,
  SFNClient,
  SendTaskSuccessCommand,
  StartExecutionCommand,
  StateMachineDoesNotExist,
  StopExecutionCommand,
  TestStateCommand,
  UpdateStateMachineCommand,
  ValidationException,
  paginateGetExecutionHistory,
  paginateListExecutions,
} from "@aws-sdk/client-sfn";
import { setTimeout as delay } from "node:timers/promises";

const client = new SFNClient({ endpoint: process.argv[2], region: "us-east-1", maxAttempts: 1 });
const roleArn = "arn:aws:iam::123456789012:role/any";

async function whenEnded(executionArn) {
  for (;;) {
    const execution = await client.send(new DescribeExecutionCommand({ executionArn }));
    if (execution.status !== "RUNNING") {
      return execution;
    }
    await delay(50);
  }
}

const { activityArn } = await client.send(new CreateActivityCommand({ name: "node" }));
const definition = JSON.stringify({
  StartAt: "Each",
  States: {
    Each: {
      Type: "Map",
      ItemProcessor: { StartAt: "Square", States: { Square: { Type: "Task", Resource: activityArn, End: true } } },
      End: true,
    },
  },
});
const { stateMachineArn } = await client.send(
  new CreateStateMachineCommand({ name: "node", definition, roleArn, tags: [{ key: "a", value: "b" }] }),
);

const started = await Promise.all(
  [[1, 2, 3], [4, 5], []].map((items) =>
    client.send(new StartExecutionCommand({ stateMachineArn, input: JSON.stringify(items) })),
  ),
);
await Promise.all(
  [1, 2, 3, 4, 5].map(async () => {
    const task = await client.send(new GetActivityTaskCommand({ activityArn, workerName: "node" }));
    const output = JSON.stringify(Number(task.input) ** 2);
    await client.send(new SendTaskSuccessCommand({ taskToken: task.taskToken, output }));
  }),
);
const ended = await Promise.all(started.map((one) => whenEnded(one.executionArn)));

const history = [];
const { executionArn } = started[0];
for await (const page of paginateGetExecutionHistory({ client, pageSize: 7 }, { executionArn })) {
  history.push(...page.events);
}
const executions = [];
for await (const page of paginateListExecutions({ client, pageSize: 2 }, { stateMachineArn })) {
  executions.push(...page.executions);
}
const reversed = await client.send(new GetExecutionHistoryCommand({ executionArn, reverseOrder: true, maxResults: 1 }));
const tags = await client.send(new ListTagsForResourceCommand({ resourceArn: stateMachineArn }));

const wait = JSON.stringify({ StartAt: "W", States: { W: { Type: "Wait", Seconds: 3600, End: true } } });
await client.send(new UpdateStateMachineCommand({ stateMachineArn, definition: wait }));
const described = await client.send(new DescribeStateMachineCommand({ stateMachineArn }));
const waiting = await client.send(new StartExecutionCommand({ stateMachineArn }));
const stop = await client.send(new StopExecutionCommand({ executionArn: waiting.executionArn, error: "E", cause: "C" }));
const stopped = await whenEnded(waiting.executionArn);
await client.send(new DeleteStateMachineCommand({ stateMachineArn }));
let refusal;
try {
  await client.send(new DescribeStateMachineCommand({ stateMachineArn }));
} catch (e) {
  refusal = { isClass: e instanceof StateMachineDoesNotExist, name: e.name, message: e.message };
}

// The prefix of the host name need not resolve here.
const tester = new SFNClient({ endpoint: process.argv[2], region: "us-east-1", maxAttempts: 1, disableHostPrefix: true });
const topic = { Type: "Task", Resource: "arn:aws:states:::sns:publish", Parameters: { TopicArn: "t", "Message.$": "$" }, End: true };
const test = (mock) => tester.send(
  new TestStateCommand({ definition: JSON.stringify(topic), input: "1", inspectionLevel: "DEBUG", mock }),
);
const tested = await test({ result: '{"MessageId":"m"}' });
let mismatch;
try {
  await test({ result: '{"MessageId":1}' });
} catch (e) {
  mismatch = { isClass: e instanceof ValidationException, message: e.message };
}

console.log(
  JSON.stringify({
    outputs: ended.map((one) => one.output),
    dates: [started[0].startDate, ended[0].stopDate, history[0].timestamp, stop.stopDate].map((d) => d instanceof Date),
    ids: history.map((event) => event.id),
    last: reversed.events[0].type,
    executions: executions.length,
    tags: tags.tags,
    updated: described.definition === wait,
    stopped: [stopped.status, stopped.error, stopped.cause],
    refusal,
    tested: [tested.status, tested.output, tested.inspectionData.afterParameters],
    mismatch,
  }),
);
