"""boto3 on a server and on the Logs API it writes to: logs_client.py run SERVER LOGS, or logs_client.py read LOGS."""

import json
import sys
import time

import boto3

GROUP = "/aws/vendedlogs/states/end-to-end"
ARN = "arn:aws:logs:us-east-1:123456789012:log-group:"
FAILS = {"StartAt": "F", "States": {"F": {"Type": "Fail", "Error": "E", "Cause": "C"}}}


def run(server, endpoint):
    logs = boto3.client("logs", endpoint_url=endpoint)
    sfn = boto3.client("stepfunctions", endpoint_url=server)
    logs.create_log_group(logGroupName=GROUP)

    def create(name, group, kind="STANDARD"):
        destination = {"cloudWatchLogsLogGroup": {"logGroupArn": f"{ARN}{group}:*"}}
        return sfn.create_state_machine(
            name=name, definition=json.dumps(FAILS), roleArn="arn:aws:iam::123456789012:role/r", type=kind,
            loggingConfiguration={"level": "ALL", "includeExecutionData": True, "destinations": [destination]},
        )["stateMachineArn"]

    try:
        create("nowhere", "/no/such/group")
        refused = None
    except sfn.exceptions.InvalidLoggingConfiguration as e:
        refused = e.response["Error"]["Message"]

    execution = sfn.start_execution(stateMachineArn=create("standard", GROUP), input='{"n":1}')["executionArn"]
    while sfn.describe_execution(executionArn=execution)["status"] == "RUNNING":
        time.sleep(0.05)
    sfn.start_execution(stateMachineArn=create("express", GROUP, "EXPRESS"), input='{"n":2}')
    # Of an Express execution that nobody waits for, only its records tell that it has ended.
    while not logs.describe_log_streams(logGroupName=GROUP, logStreamNamePrefix="states/express/")["logStreams"]:
        time.sleep(0.05)
    return {"refused": refused}


def read(endpoint):
    logs = boto3.client("logs", endpoint_url=endpoint)
    streams = [s["logStreamName"] for s in logs.describe_log_streams(logGroupName=GROUP)["logStreams"]]
    return {
        stream.rsplit("/", 2)[0]: [
            json.loads(e["message"])
            for e in logs.get_log_events(logGroupName=GROUP, logStreamName=stream, startFromHead=True)["events"]
        ]
        for stream in streams
    }


print(json.dumps({"run": run, "read": read}[sys.argv[1]](*sys.argv[2:])))
