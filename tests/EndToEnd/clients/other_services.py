"""boto3 clients of other services against a server: other_services.py ENDPOINT prints what each gets."""

import json
import sys

import boto3
from botocore.config import Config


def ask(service, operation, **arguments):
    config = Config(retries={"max_attempts": 0})
    client = boto3.client(service, endpoint_url=sys.argv[1], config=config)
    try:
        answer = getattr(client, operation)(**arguments)
        answer.pop("ResponseMetadata")
        return answer
    except client.exceptions.ClientError as e:
        return [e.response["Error"]["Code"], e.response["Error"]["Message"]]


print(json.dumps({
    "identity": ask("sts", "get_caller_identity"),
    "roles": ask("iam", "list_roles"),
    # One of each protocol: query, its dialect of EC2, REST with XML (S3 has its own form), JSON, REST with JSON.
    "sts:AssumeRole": ask("sts", "assume_role", RoleArn="arn:aws:iam::123456789012:role/any", RoleSessionName="me"),
    "cloudformation:ListStacks": ask("cloudformation", "list_stacks"),
    "sns:ListTopics": ask("sns", "list_topics"),
    "ec2:DescribeInstances": ask("ec2", "describe_instances"),
    "s3": ask("s3", "list_buckets"),
    "s3 ": ask("s3", "get_object", Bucket="bucket", Key="api/key"),
    "route53": ask("route53", "list_hosted_zones"),
    "dynamodb:ListTables": ask("dynamodb", "list_tables"),
    "sqs:ListQueues": ask("sqs", "list_queues"),
    "events:ListRules": ask("events", "list_rules"),
    "lambda": ask("lambda", "list_functions"),
    "scheduler": ask("scheduler", "list_schedules"),
}, default=str))
