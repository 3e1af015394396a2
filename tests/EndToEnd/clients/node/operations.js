// @aws-sdk/client-sfn against a server: node operations.js ENDPOINT calls what it reads, [{"operation", "input"}], and prints a line for each.

import * as sfn from "@aws-sdk/client-sfn";
import { text } from "node:stream/consumers";

// The prefix of some operations' host names need not resolve here.
const client = new sfn.SFNClient({ endpoint: process.argv[2], region: "us-east-1", maxAttempts: 1, disableHostPrefix: true });

for (const { operation, input } of JSON.parse(await text(process.stdin))) {
  let outcome = "success";
  try {
    await client.send(new sfn[`${operation}Command`](input));
  } catch (e) {
    outcome = e instanceof sfn.SFNServiceException ? e.name : String(e);
  }
  console.log(`${operation} ${outcome}`);
}
