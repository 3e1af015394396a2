"""boto3 against a server: boto3_client.py ENDPOINT SCENARIO prints what was seen as JSON; the C# test judges it."""

import datetime
import json
import sys
import threading
import time

import boto3
from botocore import xform_name
from botocore.config import Config

ACCOUNT = "arn:aws:states:us-east-1:123456789012"
ROLE = "arn:aws:iam::123456789012:role/any"
problems = []


def connect(endpoint, **options):
    config = Config(retries={"max_attempts": 0}, max_pool_connections=32, **options)
    client = boto3.client("stepfunctions", endpoint_url=endpoint, config=config)
    client.meta.events.register("after-call.sfn", check_answer)
    return client


def check_answer(http_response, parsed, model, **_):
    """botocore drops what its model does not know and lets pass what is missing: here both are problems."""
    if http_response.status_code == 200 and model.output_shape is not None:
        check(json.loads(http_response.content), model.output_shape, model.name)
        dates(parsed, model.output_shape, model.name)
    if not parsed["ResponseMetadata"].get("RequestId"):
        problems.append(f"{model.name}: no request id")


def check(value, shape, path):
    kinds = {
        "structure": dict, "map": dict, "list": list, "string": str, "boolean": bool,
        "integer": int, "long": int, "float": float, "timestamp": (int, float),
    }
    if not isinstance(value, kinds[shape.type_name]):
        problems.append(f"{path}: {shape.type_name} is {value!r}")
    elif shape.type_name == "structure":
        for name in shape.required_members:
            # Required, but left out where execution data is not asked for.
            if name not in value and name != "parameters":
                problems.append(f"{path}.{name} is missing")
        for name, member in value.items():
            if name not in shape.members:
                problems.append(f"{path}.{name} is unknown")
            elif member is not None:
                check(member, shape.members[name], f"{path}.{name}")
    elif shape.type_name == "map":
        for name, member in value.items():
            check(member, shape.value, f"{path}[{name}]")
    elif shape.type_name == "list":
        for member in value:
            check(member, shape.member, f"{path}[]")
    elif shape.type_name == "string":
        if getattr(shape, "enum", None) and value not in shape.enum:
            problems.append(f"{path}: {value} is none of {shape.enum}")


def dates(value, shape, path):
    if shape.type_name == "structure":
        for name, member in shape.members.items():
            if value.get(name) is not None:
                dates(value[name], member, f"{path}.{name}")
    elif shape.type_name == "list":
        for member in value:
            dates(member, shape.member, f"{path}[]")
    elif shape.type_name == "timestamp":
        age = datetime.datetime.now(datetime.timezone.utc) - value
        if abs(age) > datetime.timedelta(hours=1):
            problems.append(f"{path}: {value}")


def definition(**states):
    return json.dumps({"StartAt": next(iter(states)), "States": states})


def create(client, name, **states):
    return client.create_state_machine(name=name, definition=definition(**states), roleArn=ROLE)["stateMachineArn"]


def when_ended(client, arn):
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        execution = client.describe_execution(executionArn=arn)
        if execution["status"] != "RUNNING":
            return execution
        time.sleep(0.05)
    raise TimeoutError(arn)


def failure(call, **arguments):
    try:
        call(**arguments)
        return "none"
    except Exception as e:  # The class is what is asked for.
        return type(e).__name__


def life(endpoint):
    client = connect(endpoint)
    child = create(client, "boto-child", Double={"Type": "Pass", "Parameters": {"twice.$": "States.MathAdd($.n, $.n)"}, "End": True})
    activity = client.create_activity(name="boto-life")["activityArn"]
    machine = client.create_state_machine(
        name="boto-life", roleArn=ROLE, type="STANDARD",
        tags=[{"key": "a", "value": "1"}, {"key": "b", "value": "2"}],
        loggingConfiguration={"level": "OFF", "includeExecutionData": False},
        tracingConfiguration={"enabled": False},
        definition=definition(
            Choose={
                "Type": "Choice", "Default": "Refuse",
                "Choices": [{"Variable": "$.n", "NumericGreaterThan": 0, "Next": "Child"}],
            },
            Refuse={"Type": "Fail", "Error": "Refused", "Cause": "n is not positive"},
            Child={
                "Type": "Task", "Resource": "arn:aws:states:::states:startExecution.sync:2", "Next": "Each",
                "Parameters": {"StateMachineArn": child, "Input": {"n.$": "$.n"}}, "ResultPath": "$.child",
            },
            Each={
                "Type": "Map", "ItemsPath": "$.items", "MaxConcurrency": 2, "ResultPath": "$.each", "Next": "Both",
                "ItemProcessor": {"StartAt": "One", "States": {"One": {"Type": "Pass", "End": True}}},
            },
            Both={
                "Type": "Parallel", "ResultPath": "$.both", "Next": "Price",
                "Branches": [
                    {"StartAt": "L", "States": {"L": {"Type": "Pass", "Result": "left", "End": True}}},
                    {"StartAt": "R", "States": {"R": {"Type": "Wait", "Seconds": 1, "End": True}}},
                ],
            },
            Price={
                "Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:PriceItem", "Next": "Wrapped",
                "Parameters": {"line": 1, "item": {"dish": "soup", "quantity": 3, "unitCents": 450}}, "ResultPath": "$.price",
            },
            Wrapped={
                "Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Next": "Missing", "ResultPath": "$.wrapped",
                "Parameters": {"FunctionName": "AddUpPrices", "Payload.$": "States.Array($.price)"},
            },
            Missing={
                "Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:Nobody", "Next": "Ask",
                "Retry": [{"ErrorEquals": ["States.ALL"], "IntervalSeconds": 1, "MaxAttempts": 1}],
                "Catch": [{"ErrorEquals": ["States.ALL"], "ResultPath": "$.missing", "Next": "Ask"}],
            },
            Ask={
                "Type": "Task", "Resource": activity, "HeartbeatSeconds": 60, "TimeoutSeconds": 120,
                "ResultPath": "$.answer", "End": True,
            },
        ),
    )["stateMachineArn"]
    client.describe_state_machine(stateMachineArn=machine)
    client.validate_state_machine_definition(definition=definition(A={"Type": "Pass", "Next": "B"}))
    started = client.start_execution(stateMachineArn=machine, name="first", input=json.dumps({"n": 21, "items": [1, 2, 3]}))
    arn = started["executionArn"]
    task = client.get_activity_task(activityArn=activity, workerName="me")
    client.send_task_heartbeat(taskToken=task["taskToken"])
    client.send_task_success(taskToken=task["taskToken"], output='"yes"')
    execution = when_ended(client, arn)
    refused = when_ended(client, client.start_execution(stateMachineArn=machine, input='{"n":0}')["executionArn"])
    whole = client.get_execution_history(executionArn=arn)["events"]
    client.get_execution_history(executionArn=arn, includeExecutionData=False)
    client.describe_state_machine_for_execution(executionArn=arn)
    tags = client.list_tags_for_resource(resourceArn=machine)["tags"]
    client.describe_activity(activityArn=activity)
    client.delete_activity(activityArn=activity)
    client.update_state_machine(stateMachineArn=machine, definition=definition(A={"Type": "Wait", "Seconds": 3600, "End": True}))
    waiting = client.start_execution(stateMachineArn=machine)["executionArn"]
    client.delete_state_machine(stateMachineArn=machine)
    # It is there until its executions have ended; a wait goes on.
    deleting = [
        client.describe_state_machine(stateMachineArn=machine)["status"],
        failure(client.start_execution, stateMachineArn=machine),
        client.describe_execution(executionArn=waiting)["status"],
    ]
    client.stop_execution(executionArn=waiting)
    while failure(client.describe_state_machine, stateMachineArn=machine) == "none":
        time.sleep(0.05)
    return {
        "output": json.loads(execution["output"]),
        "isDate": isinstance(execution["startDate"], datetime.datetime),
        "lasted": (execution["stopDate"] - execution["startDate"]).total_seconds(),
        "sameStart": execution["startDate"] == started["startDate"],
        "ids": [event["id"] for event in whole],
        "last": whole[-1]["type"],
        "refused": [refused["status"], refused["error"], refused["cause"]],
        "tags": {tag["key"]: tag["value"] for tag in tags},
        "deleting": deleting,
    }


def pages(endpoint):
    client = connect(endpoint)
    arn = create(client, "boto-pages", **{f"S{i}": {"Type": "Pass", "Next": f"S{i + 1}"} for i in range(40)}, S40={"Type": "Succeed"})
    names = [f"e{i:02}" for i in range(25)]
    executions = [client.start_execution(stateMachineArn=arn, name=name)["executionArn"] for name in names]
    for execution in executions:
        when_ended(client, execution)
    for i in range(7):
        client.create_activity(name=f"boto-pages-{i}")
    history = list(client.get_paginator("get_execution_history").paginate(
        executionArn=executions[0], reverseOrder=True, PaginationConfig={"PageSize": 20}))
    listed = list(client.get_paginator("list_executions").paginate(
        stateMachineArn=arn, statusFilter="SUCCEEDED", PaginationConfig={"PageSize": 10}))
    machines = client.get_paginator("list_state_machines").paginate(PaginationConfig={"PageSize": 1})
    activities = client.get_paginator("list_activities").paginate(PaginationConfig={"PageSize": 3})
    return {
        "historyPages": [len(page["events"]) for page in history],
        "historyIds": [event["id"] for page in history for event in page["events"]],
        "executionPages": [len(page["executions"]) for page in listed],
        "newestFirst": [e["name"] for page in listed for e in page["executions"]] == names[::-1],
        "machines": "boto-pages" in [m["name"] for page in machines for m in page["stateMachines"]],
        "activities": [a["name"] for page in activities for a in page["activities"] if a["name"].startswith("boto-pages-")],
    }


def errors(endpoint):
    client = connect(endpoint)
    raw = connect(endpoint, parameter_validation=False)
    machine = create(client, "boto-errors", A={"Type": "Wait", "Seconds": 3600, "End": True})
    client.start_execution(stateMachineArn=machine, name="taken", input="{}")
    none = f"{ACCOUNT}:stateMachine:none"
    seen = {
        "same start": failure(client.start_execution, stateMachineArn=machine, name="taken", input="{}"),
        "other input": failure(client.start_execution, stateMachineArn=machine, name="taken", input="[]"),
        "bad input": failure(client.start_execution, stateMachineArn=machine, input="{"),
        "bad name": failure(client.start_execution, stateMachineArn=machine, name="a b"),
        "no machine": failure(client.start_execution, stateMachineArn=none),
        "bad arn": failure(client.describe_state_machine, stateMachineArn="arn:aws:states:x"),
        "no execution": failure(client.describe_execution, executionArn=f"{ACCOUNT}:execution:none:none"),
        "no activity": failure(client.get_activity_task, activityArn=f"{ACCOUNT}:activity:none"),
        "bad token": failure(client.send_task_success, taskToken="x", output="1"),
        "bad definition": failure(client.create_state_machine, name="x", definition="{", roleArn=ROLE),
        "other machine": failure(
            client.create_state_machine, name="boto-errors", definition=definition(B={"Type": "Succeed"}), roleArn=ROLE),
        "no resource": failure(client.tag_resource, resourceArn=none, tags=[{"key": "a", "value": "b"}]),
        "too many tags": failure(
            client.tag_resource, resourceArn=machine, tags=[{"key": str(i), "value": ""} for i in range(51)]),
        "bad page token": failure(client.list_state_machines, nextToken="nonsense"),
        "missing member": failure(raw.describe_execution),
        "bad value": failure(raw.list_state_machines, maxResults=1001),
    }
    try:
        client.describe_state_machine(stateMachineArn=none)
    except client.exceptions.StateMachineDoesNotExist as e:
        seen["message"] = e.response["Error"]["Message"]
    return seen


def versions(endpoint):
    client = connect(endpoint)
    none = f"{ACCOUNT}:stateMachine:none"
    old, new = (definition(A={"Type": "Pass", "Result": which, "End": True}) for which in ("old", "new"))
    created = client.create_state_machine(
        name="boto-versions", roleArn=ROLE, definition=old, publish=True, versionDescription="first")
    machine, first = created["stateMachineArn"], created["stateMachineVersionArn"]
    updated = client.update_state_machine(stateMachineArn=machine, definition=new)
    published = client.publish_state_machine_version(stateMachineArn=machine, revisionId=updated["revisionId"])
    second = published["stateMachineVersionArn"]

    def route(*weights):
        return [{"stateMachineVersionArn": version, "weight": weight} for version, weight in zip((first, second), weights)]

    alias = client.create_state_machine_alias(name="live", routingConfiguration=route(100))["stateMachineAliasArn"]
    outputs = []
    for weights in ((100,), (0, 100)):
        client.update_state_machine_alias(stateMachineAliasArn=alias, routingConfiguration=route(*weights))
        outputs.append(when_ended(client, client.start_execution(stateMachineArn=alias)["executionArn"]))
    parent = create(client, "boto-versions-parent", Child={
        "Type": "Task", "Resource": "arn:aws:states:::states:startExecution.sync:2", "End": True,
        "Parameters": {"StateMachineArn": first},
    })
    child = json.loads(when_ended(client, client.start_execution(stateMachineArn=parent)["executionArn"])["output"])
    seen = {
        "versions": [v["stateMachineVersionArn"] for v in client.list_state_machine_versions(stateMachineArn=machine)["stateMachineVersions"]],
        "first": client.describe_state_machine(stateMachineArn=first)["description"],
        "alias": client.describe_state_machine_alias(stateMachineAliasArn=alias)["routingConfiguration"] == route(0, 100),
        "aliases": [a["stateMachineAliasArn"] for a in client.list_state_machine_aliases(stateMachineArn=machine)["stateMachineAliases"]],
        "outputs": [[e["output"], e["stateMachineVersionArn"], e["stateMachineAliasArn"]] for e in outputs],
        "byVersion": len(client.list_executions(stateMachineArn=first)["executions"]),
        "byAlias": len(client.list_executions(stateMachineArn=alias)["executions"]),
        "child": [child["Output"], child["StateMachineVersionArn"]],
        "refused": {
            "create": failure(client.create_state_machine, name="boto-versions", roleArn=ROLE, definition=new),
            "publish": failure(client.publish_state_machine_version, stateMachineArn=machine, revisionId="INITIAL"),
            "list": failure(client.list_state_machine_versions, stateMachineArn=none),
            "delete": failure(client.delete_state_machine_version, stateMachineVersionArn=first),
            "alias": failure(client.create_state_machine_alias, name="live", routingConfiguration=route(50, 50)),
            "weights": failure(client.update_state_machine_alias, stateMachineAliasArn=alias, routingConfiguration=route(50, 49)),
            "describe": failure(client.describe_state_machine_alias, stateMachineAliasArn=f"{machine}:none"),
            "aliases": failure(client.list_state_machine_aliases, stateMachineArn=none),
            "drop": failure(client.delete_state_machine_alias, stateMachineAliasArn=machine),
        },
    }
    client.delete_state_machine_alias(stateMachineAliasArn=alias)
    client.delete_state_machine_version(stateMachineVersionArn=first)
    seen["start"] = failure(client.start_execution, stateMachineArn=first)
    return seen


def concurrency(endpoint):
    """Clients on many threads: starters, workers and readers at the same time."""
    client = connect(endpoint)
    activity = client.create_activity(name="boto-many")["activityArn"]
    machine = create(client, "boto-many", Work={"Type": "Task", "Resource": activity, "TimeoutSeconds": 300, "End": True})
    count, failures, names, taken = 60, [], [], []
    done = threading.Event()

    def guarded(run):
        def body():
            try:
                run()
            except Exception as e:  # Whatever it is, the test shows it.
                failures.append(repr(e))
        return threading.Thread(target=body)

    def start(first):
        for i in range(first, count, 4):
            client.start_execution(stateMachineArn=machine, name=f"e{i}", input=json.dumps({"i": i}))
            names.append(f"e{i}")

    def work():
        while not done.is_set():
            task = client.get_activity_task(activityArn=activity, workerName="w")
            if task.get("taskToken"):
                value = json.loads(task["input"])["i"]
                if value < 0:
                    client.send_task_failure(taskToken=task["taskToken"], error="End")
                    return
                taken.append(value)
                client.send_task_success(taskToken=task["taskToken"], output=json.dumps(value * value))

    def read():
        while not done.is_set():
            client.list_executions(stateMachineArn=machine, maxResults=10)

    threads = [guarded(lambda first=first: start(first)) for first in range(4)] + [guarded(work) for _ in range(6)]
    threads += [guarded(read) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads[:4]:
        thread.join()
    outputs = [int(when_ended(client, f"{ACCOUNT}:execution:boto-many:e{i}")["output"]) for i in range(count)]
    # Each worker polls: one more task for each sends it home.
    for _ in range(6):
        client.start_execution(stateMachineArn=machine, input='{"i": -1}')
    for thread in threads[4:10]:
        thread.join()
    done.set()
    for thread in threads[10:]:
        thread.join()
    return {
        "failures": failures,
        "outputs": outputs == [i * i for i in range(count)],
        "takenOnce": sorted(taken) == list(range(count)),
    }


def test_state(endpoint):
    """States by themselves. The prefix of their host name is left out: it need not resolve here."""
    client = connect(endpoint, inject_host_prefix=False)
    task = {"Type": "Task", "Resource": "arn:aws:states:::dynamodb:getItem", "Parameters": {"TableName": "t", "Key": {}}, "End": True}
    each = {
        "Type": "Map", "ItemsPath": "$.items", "ToleratedFailurePercentage": 50, "End": True,
        "ItemSelector": {"value.$": "$$.Map.Item.Value"},
        "ItemProcessor": {
            "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "EXPRESS"},
            "StartAt": "One", "States": {"One": {"Type": "Pass", "End": True}},
        },
        "Retry": [{"ErrorEquals": ["States.ALL"], "IntervalSeconds": 3}],
    }

    def test(state, mock=None, **more):
        asked = {"definition": json.dumps(state), "inspectionLevel": "TRACE", "input": '{"items": [1, 2]}', **more}
        answer = client.test_state(**asked, **({"mock": mock} if mock else {}))
        del answer["ResponseMetadata"]
        return answer

    return {
        "pass": test({"Type": "Pass", "Result": "left", "Next": "Other"}, inspectionLevel="INFO"),
        "function": test(
            {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:AddUpPrices", "InputPath": "$.items", "End": True},
            roleArn=ROLE, input='{"items": [{"cents": 7}]}')["status"],
        "mocked": test(task, {"result": '{"Item": {"a": {"S": "x"}}}'})["inspectionData"]["afterResultPath"],
        "map": test(each, {"result": "[2, 4]"}),
        "retry": test(each, {"errorOutput": {"error": "E", "cause": "c"}}, stateConfiguration={"retrierRetryCount": 2})["inspectionData"],
        "no mock": failure(client.test_state, definition=json.dumps(each)),
        "bad mock": failure(client.test_state, definition=json.dumps(task), mock={"result": '{"Item": 1}'}),
        "bad input": failure(client.test_state, definition='{"Type": "Succeed"}', input="{"),
        "bad role": failure(client.test_state, definition='{"Type": "Succeed"}', roleArn="x"),
    }


def long_poll(endpoint):
    """A poll that finds nothing waits; a task that comes meanwhile ends it at once."""
    client = connect(endpoint, read_timeout=65)
    activity = client.create_activity(name="boto-poll")["activityArn"]
    machine = create(client, "boto-poll", Work={"Type": "Task", "Resource": activity, "End": True})
    tasks = []
    poll = threading.Thread(target=lambda: tasks.append(client.get_activity_task(activityArn=activity)))
    poll.start()
    time.sleep(2)
    waited = poll.is_alive()
    arn = client.start_execution(stateMachineArn=machine, input='"late"')["executionArn"]
    poll.join()
    client.send_task_failure(taskToken=tasks[0]["taskToken"], error="Tired", cause="Too late")
    ended = when_ended(client, arn)
    # One that gives up must not take a task with it.
    impatient = connect(endpoint, read_timeout=1)
    gave_up = failure(impatient.get_activity_task, activityArn=activity)
    second = client.start_execution(stateMachineArn=machine, input='"second"')["executionArn"]
    task = client.get_activity_task(activityArn=activity)
    client.send_task_success(taskToken=task["taskToken"], output="2")
    return {
        "waited": waited,
        "input": tasks[0]["input"],
        "ended": [ended["status"], ended["error"], ended["cause"]],
        "gaveUp": gave_up,
        "second": when_ended(client, second)["output"],
    }


def redrive(endpoint):
    client = connect(endpoint)
    activity = client.create_activity(name="boto-redrive")["activityArn"]
    machine = create(client, "boto-redrive", Work={"Type": "Task", "Resource": activity, "End": True})
    arn = client.start_execution(stateMachineArn=machine)["executionArn"]
    client.send_task_failure(taskToken=client.get_activity_task(activityArn=activity)["taskToken"], error="E")
    failed = when_ended(client, arn)
    first = client.redrive_execution(executionArn=arn, clientToken="t")["redriveDate"]
    again = client.redrive_execution(executionArn=arn, clientToken="t")["redriveDate"]
    running = failure(client.redrive_execution, executionArn=arn)
    client.send_task_success(taskToken=client.get_activity_task(activityArn=activity)["taskToken"], output="1")
    ended = when_ended(client, arn)
    return {
        "failed": [failed["status"], failed["redriveCount"], failed["redriveStatus"]],
        "ended": [ended["status"], ended["redriveCount"], ended["redriveStatus"], ended["redriveStatusReason"]],
        "dates": first == again == ended["redriveDate"],
        "history": [e["type"] for e in client.get_execution_history(executionArn=arn)["events"] if e["type"].startswith("Execution")],
        "refused": {
            "running": running,
            "succeeded": failure(client.redrive_execution, executionArn=arn),
            "unknown": failure(client.redrive_execution, executionArn=arn + "x"),
            "express": failure(client.redrive_execution, executionArn=f"{ACCOUNT}:express:m:e:1"),
        },
    }


def operations(endpoint):
    """Calls what it reads: [{"operation", "input"}]."""
    # The host-name prefix of some operations need not resolve here.
    client = connect(endpoint, inject_host_prefix=False)
    seen = []
    for call in json.load(sys.stdin):
        try:
            getattr(client, xform_name(call["operation"]))(**call["input"])
            outcome = "success"
        except client.exceptions.ClientError as e:
            outcome = e.response["Error"]["Code"]
        seen.append(f"{call['operation']} {outcome}")
    return seen


def main():
    scenarios = {
        "life": life, "pages": pages, "errors": errors, "versions": versions, "concurrency": concurrency, "long-poll": long_poll,
        "test-state": test_state, "redrive": redrive, "operations": operations,
    }
    seen = scenarios[sys.argv[2]](sys.argv[1])
    print(json.dumps({"seen": seen, "problems": sorted(set(problems))}))


main()
