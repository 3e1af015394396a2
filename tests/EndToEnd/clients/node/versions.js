// Versions and aliases by @aws-sdk/client-sfn: node versions.js ENDPOINT prints what was seen as JSON; the C# test judges it.

import {
  CreateStateMachineAliasCommand,
  CreateStateMachineCommand,
  DeleteStateMachineAliasCommand,
  DeleteStateMachineVersionCommand,
  DescribeExecutionCommand,
  DescribeStateMachineAliasCommand,
  DescribeStateMachineCommand,
  ListExecutionsCommand,
  ListStateMachineAliasesCommand,
  ListStateMachineVersionsCommand,
  PublishStateMachineVersionCommand,
  SFNClient,
  SFNServiceException,
  StartExecutionCommand,
  UpdateStateMachineAliasCommand,
  UpdateStateMachineCommand,
} from "@aws-sdk/client-sfn";

const client = new SFNClient({ endpoint: process.argv[2], region: "us-east-1", maxAttempts: 1 });
const roleArn = "arn:aws:iam::123456789012:role/any";
const none = "arn:aws:states:us-east-1:123456789012:stateMachine:none";
const pass = (Result) => JSON.stringify({ StartAt: "A", States: { A: { Type: "Pass", Result, End: true } } });

async function failure(command) {
  try {
    await client.send(command);
    return "none";
  } catch (e) {
    return e instanceof SFNServiceException ? e.name : String(e);
  }
}

const { stateMachineArn } = await client.send(
  new CreateStateMachineCommand({ name: "node-versions", definition: pass(1), roleArn }),
);
const published = await client.send(new PublishStateMachineVersionCommand({ stateMachineArn, description: "first" }));
const { stateMachineVersionArn: second } = await client.send(
  new UpdateStateMachineCommand({ stateMachineArn, definition: pass(2), publish: true }),
);
const first = published.stateMachineVersionArn;
const route = (stateMachineVersionArn, weight) => ({ stateMachineVersionArn, weight });
const { stateMachineAliasArn } = await client.send(
  new CreateStateMachineAliasCommand({ name: "live", routingConfiguration: [route(first, 100)] }),
);
const started = await client.send(new StartExecutionCommand({ stateMachineArn: stateMachineAliasArn }));
const execution = await client.send(new DescribeExecutionCommand({ executionArn: started.executionArn }));
const updated = await client.send(
  new UpdateStateMachineAliasCommand({ stateMachineAliasArn, routingConfiguration: [route(first, 40), route(second, 60)] }),
);
const alias = await client.send(new DescribeStateMachineAliasCommand({ stateMachineAliasArn }));
const versions = await client.send(new ListStateMachineVersionsCommand({ stateMachineArn }));
const aliases = await client.send(new ListStateMachineAliasesCommand({ stateMachineArn: second }));
const executions = await client.send(new ListExecutionsCommand({ stateMachineArn: first }));
const version = await client.send(new DescribeStateMachineCommand({ stateMachineArn: first }));
const refused = [
  await failure(new PublishStateMachineVersionCommand({ stateMachineArn, revisionId: "INITIAL" })),
  await failure(new ListStateMachineVersionsCommand({ stateMachineArn: none })),
  await failure(new DeleteStateMachineVersionCommand({ stateMachineVersionArn: first })),
  await failure(new CreateStateMachineAliasCommand({ name: "live", routingConfiguration: [route(second, 100)] })),
  await failure(new UpdateStateMachineAliasCommand({ stateMachineAliasArn, routingConfiguration: [route(first, 1)] })),
  await failure(new DescribeStateMachineAliasCommand({ stateMachineAliasArn: stateMachineArn + ":none" })),
  await failure(new ListStateMachineAliasesCommand({ stateMachineArn: none })),
  await failure(new DeleteStateMachineAliasCommand({ stateMachineAliasArn: stateMachineArn })),
];
await client.send(new DeleteStateMachineAliasCommand({ stateMachineAliasArn }));
await client.send(new DeleteStateMachineVersionCommand({ stateMachineVersionArn: first }));

console.log(
  JSON.stringify({
    dates: [published.creationDate, updated.updateDate, alias.creationDate].map((d) => d instanceof Date),
    execution: [execution.stateMachineVersionArn, execution.stateMachineAliasArn],
    alias: alias.routingConfiguration.map((r) => r.weight),
    versions: versions.stateMachineVersions.map((v) => v.stateMachineVersionArn),
    aliases: aliases.stateMachineAliases.length,
    executions: executions.executions.length,
    version: [version.description, version.definition === pass(1)],
    refused,
    start: await failure(new StartExecutionCommand({ stateMachineArn: first })),
  }),
);
