// A redrive by @aws-sdk/client-sfn: node redrive.js ENDPOINT prints what was seen as JSON; the C# test judges it.

import {
  CreateActivityCommand,
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  ExecutionDoesNotExist,
  ExecutionNotRedrivable,
  GetActivityTaskCommand,
  RedriveExecutionCommand,
  SendTaskFailureCommand,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
} from "@aws-sdk/client-sfn";

const client = new SFNClient({ endpoint: process.argv[2], region: "us-east-1", maxAttempts: 1 });
const { activityArn } = await client.send(new CreateActivityCommand({ name: "node-redrive" }));
const { stateMachineArn } = await client.send(
  new CreateStateMachineCommand({
    name: "node-redrive",
    roleArn: "arn:aws:iam::123456789012:role/any",
    definition: JSON.stringify({ StartAt: "A", States: { A: { Type: "Task", Resource: activityArn, End: true } } }),
  }),
);
const { executionArn } = await client.send(new StartExecutionCommand({ stateMachineArn }));
const take = async () => (await client.send(new GetActivityTaskCommand({ activityArn }))).taskToken;

async function whenEnded() {
  for (;;) {
    const described = await client.send(new DescribeExecutionCommand({ executionArn }));
    if (described.status !== "RUNNING") {
      return [described.status, described.redriveCount, described.redriveStatus];
    }

    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function refusal(arn) {
  try {
    await client.send(new RedriveExecutionCommand({ executionArn: arn }));
  } catch (e) {
    return e;
  }
}

await client.send(new SendTaskFailureCommand({ taskToken: await take(), error: "E" }));
const failed = await whenEnded();
const { redriveDate } = await client.send(new RedriveExecutionCommand({ executionArn }));
await client.send(new SendTaskSuccessCommand({ taskToken: await take(), output: "1" }));
const ended = await whenEnded();
const [succeeded, unknown] = [await refusal(executionArn), await refusal(executionArn + "x")];

console.log(
  JSON.stringify({
    date: redriveDate instanceof Date,
    failed,
    ended,
    refused: [succeeded instanceof ExecutionNotRedrivable && unknown instanceof ExecutionDoesNotExist, succeeded.name, unknown.name],
  }),
);
