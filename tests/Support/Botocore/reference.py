"""Answers each line, {"service", "seed", "cases"}, with random calls of all operations of a service as botocore writes and reads them.

The arguments, and what the service answers, are made up here from the model; the same seed makes the same ones.
"""
import base64
import datetime
import json
import math
import random
import sys

import botocore.loaders
import botocore.model
import botocore.parsers
import botocore.serialize
from botocore.awsrequest import HeadersDict

# In this order, as the table of this project chooses.
SPOKEN = ("json", "rest-json", "rest-xml", "query", "ec2")
UTC = datetime.timezone.utc
TEXTS = ("a", "plain text", "a/b/c", "x&y<z>\"q\"", "50% + 1=2", "ä€𝄞", "a,b", "~._-", "0", "true", "[1, 2]", "a:b#c")
NAMES = ("one", "Two", "three-3", "x_y", "name.of")
# Two members of one name on the wire, of which botocore gives elements of its XML reader.
UNREADABLE = {("s3", "GetBucketNotification")}
# Without what botocore adds to the models of the services.
LOADER = botocore.loaders.Loader(include_default_extras=False)


class Values:
    """Random values of shapes, in Python's types."""

    def __init__(self, rng):
        self.rng = rng

    def members(self, shape, depth=0):
        members = shape.members
        if shape.metadata.get("union") and members:
            name = self.rng.choice(list(members))
            return {name: self.of(members[name], depth + 1)}
        required = shape.required_members
        chosen = [
            name for name, member in members.items()
            if name in required or (self.rng.random() < (0.6 if depth < 2 else 0.3) and depth < 4)
            or member.serialization.get("location") == "uri" or member.serialization.get("hostLabel")
        ]
        return {name: self.of(members[name], depth + 1) for name in chosen if not members[name].serialization.get("eventstream")}

    def of(self, shape, depth=0):
        where = shape.serialization.get("location")
        if shape.serialization.get("jsonvalue") and where == "header":
            return {"a": [1, "b"]}
        kind = shape.type_name
        if kind == "structure":
            if getattr(shape, "is_document_type", False):
                return {"any": ["thing", 1, None, {"a.b": True}]}
            return self.members(shape, depth) if depth < 12 or shape.metadata.get("union") else {}
        if kind == "list":
            return [self.of(shape.member, depth + 1) for _ in range(self.rng.randrange(3) if depth < 8 else 0)]
        if kind == "map":
            names = self.rng.sample(shape.key.enum or NAMES, k=min(len(shape.key.enum or NAMES), self.rng.randrange(3) if depth < 8 else 0))
            return {name: self.of(shape.value, depth + 1) for name in names}
        if kind in ("integer", "long"):
            return self.rng.choice((0, 1, -7, 1234567))
        if kind in ("float", "double"):
            return self.rng.choice((0.5, -12.25, 3.0, math.nan, math.inf, -math.inf))
        if kind == "boolean":
            return self.rng.random() < 0.5
        if kind == "timestamp":
            return datetime.datetime.fromtimestamp(self.rng.randrange(2_000_000_000), UTC)
        if kind == "blob":
            return self.rng.choice((b"", b"bytes", b'{"a": 1}'))
        if shape.serialization.get("hostLabel"):
            return "label-1"
        return self.rng.choice(shape.enum) if getattr(shape, "enum", None) else self.rng.choice(TEXTS)


def plain(value, shape=None):
    """A value as JSON has it."""
    if isinstance(value, dict):
        return {name: plain(item) for name, item in value.items() if name != "ResponseMetadata"}
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, datetime.datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    if isinstance(value, float) and not math.isfinite(value):
        return special(value)
    return value


def special(value):
    return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"


def request(protocol, operation, arguments):
    written = botocore.serialize.create_serializer(protocol, include_validation=False).serialize_to_request(arguments, operation)
    path, _, fixed = written["url_path"].partition("?")
    query = [[name, text] for name, _, text in (pair.partition("=") for pair in fixed.split("&") if pair)]
    for name, value in dict(written["query_string"] or {}).items():
        query += [[name, str(item)] for item in (value if isinstance(value, list) else [value])]
    body = written["body"]
    form = None
    if isinstance(body, dict):
        form = sorted([name, text if isinstance(text, str) else str(text)] for name, text in body.items())
        body = b""
    return {
        "method": written["method"], "path": path, "query": sorted(query), "hostPrefix": written.get("host_prefix") or "",
        "headers": {name.lower(): str(value) for name, value in written["headers"].items()},
        "form": form, "body": base64.b64encode(body.encode() if isinstance(body, str) else body).decode(),
    }


def escape(text):
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def timestamp(value, shape, default):
    written = shape.serialization.get("timestampFormat", default).lower()
    if written == "iso8601":
        return value.strftime("%Y-%m-%dT%H:%M:%SZ")
    if written == "rfc822":
        return value.strftime("%a, %d %b %Y %H:%M:%S GMT")
    return int(value.timestamp())


def scalar(value, shape, default):
    if shape.type_name == "timestamp":
        return str(timestamp(value, shape, default))
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(value) if math.isfinite(value) else special(value)
    return base64.b64encode(value).decode() if isinstance(value, bytes) else str(value)


def to_json(value, shape):
    kind = shape.type_name
    if kind == "structure" and not shape.is_document_type:
        return {shape.members[name].serialization.get("name", name): to_json(item, shape.members[name]) for name, item in value.items()}
    if kind == "list":
        return [to_json(item, shape.member) for item in value]
    if kind == "map":
        return {name: to_json(item, shape.value) for name, item in value.items()}
    return timestamp(value, shape, "unixtimestamp") if kind == "timestamp" else plain(value)


def to_xml(value, shape, name):
    kind, how = shape.type_name, shape.serialization
    if kind == "structure":
        attributes = "".join(
            f' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" {shape.members[member].serialization["name"]}="{escape(item)}"'
            for member, item in value.items() if shape.members[member].serialization.get("xmlAttribute"))
        return f"<{name}{attributes}>{members_to_xml(value, shape)}</{name}>"
    if kind == "list":
        if how.get("flattened"):
            item_name = shape.member.serialization.get("name", name)
            return "".join(to_xml(item, shape.member, item_name) for item in value)
        item_name = shape.member.serialization.get("name", "member")
        return f"<{name}>{''.join(to_xml(item, shape.member, item_name) for item in value)}</{name}>"
    if kind == "map":
        entry = name if how.get("flattened") else "entry"
        entries = "".join(
            f"<{entry}>{to_xml(key, shape.key, shape.key.serialization.get('name', 'key'))}"
            f"{to_xml(item, shape.value, shape.value.serialization.get('name', 'value'))}</{entry}>" for key, item in value.items())
        return entries if how.get("flattened") else f"<{name}>{entries}</{name}>"
    return f"<{name}>{escape(scalar(value, shape, 'iso8601'))}</{name}>"


def members_to_xml(value, shape):
    return "".join(
        to_xml(item, shape.members[name], shape.members[name].serialization.get("name", name)) for name, item in value.items()
        if "location" not in shape.members[name].serialization and not shape.members[name].serialization.get("xmlAttribute"))


def answer(protocol, operation, output, rng):
    """What a service would send to say this."""
    shape, name = operation.output_shape, operation.name
    headers, status = {"X-Amzn-RequestId": "id-of-the-call"}, operation.http.get("responseCode", 200)
    if shape is None:
        id_element = "<requestId>id</requestId>" if protocol == "ec2" else "<ResponseMetadata><RequestId>id</RequestId></ResponseMetadata>"
        empty = f"<{name}Response>{id_element}</{name}Response>"
        return status, headers, empty.encode() if protocol in ("query", "ec2") else b""
    if protocol == "json":
        return status, headers, json.dumps(to_json(output, shape)).encode()
    if protocol == "query":
        wrapper = shape.serialization.get("resultWrapper")
        inner = members_to_xml(output, shape)
        inner = f"<{wrapper}>{inner}</{wrapper}>" if wrapper else inner
        return status, headers, (
            f'<{name}Response xmlns="http://example.com/">{inner}<ResponseMetadata><RequestId>id</RequestId></ResponseMetadata>'
            f"</{name}Response>").encode()
    if protocol == "ec2":
        return status, headers, f'<?xml version="1.0"?>\n<{name}Response><requestId>id</requestId>{members_to_xml(output, shape)}</{name}Response>'.encode()
    for member, value in output.items():
        target = shape.members[member]
        where = target.serialization.get("location")
        wire = target.serialization.get("name", member)
        if where == "header":
            if target.serialization.get("jsonvalue"):
                headers[wire] = base64.b64encode(json.dumps(value).encode()).decode()
            elif target.type_name == "list":
                headers[wire] = ",".join(scalar(item, target.member, "rfc822") for item in value)
            else:
                headers[wire] = scalar(value, target, "rfc822")
        elif where == "headers":
            headers.update({wire + key: item for key, item in value.items()})
    payload = shape.serialization.get("payload")
    if payload:
        target = shape.members[payload]
        value = output.get(payload)
        if target.type_name in ("blob", "string"):
            return status, headers, value.encode() if isinstance(value, str) else value or b""
        if value is None:
            value = output[payload] = {}
        if protocol == "rest-json":
            return status, headers, json.dumps(to_json(value, target)).encode()
        return status, headers, to_xml(value, target, target.serialization.get("name", payload)).encode()
    body = {name: value for name, value in output.items() if "location" not in shape.members[name].serialization}
    if protocol == "rest-json":
        return status, headers, json.dumps(to_json(body, shape)).encode()
    return status, headers, to_xml(body, shape, name + "Result").encode()


def error(protocol, service, operation, rng):
    """What a service would send to refuse."""
    shapes = operation.error_shapes
    code = rng.choice([shape.error_code for shape in shapes] + ["SomethingElse"])
    message = rng.choice(TEXTS)
    headers, status = {"x-amzn-requestid": "id-of-the-call"}, rng.choice((400, 404, 500))
    if protocol in ("json", "rest-json"):
        written = rng.choice((code, "com.amazon.coral#" + code, code + ":http://internal/"))
        body = {rng.choice(("message", "Message")): message}
        if protocol == "rest-json" and rng.random() < 0.7:
            headers["x-amzn-ErrorType"] = written
        else:
            body["__type"] = written
        if service.metadata.get("awsQueryCompatible") is not None and rng.random() < 0.5:
            headers["x-amzn-query-error"] = "Older.Code;Sender"
        return status, headers, json.dumps(body).encode()
    inner = f"<Code>{escape(code)}</Code><Message>{escape(message)}</Message>"
    if protocol == "ec2":
        return status, headers, f"<Response><Errors><Error>{inner}</Error></Errors><RequestID>id</RequestID></Response>".encode()
    if protocol == "rest-xml" and service.service_name.startswith("s3"):
        return status, headers, f"<Error>{inner}<RequestId>id-of-the-call</RequestId></Error>".encode()
    return status, headers, f'<ErrorResponse xmlns="http://example.com/"><Error><Type>Sender</Type>{inner}</Error><RequestId>id</RequestId></ErrorResponse>'.encode()


def read(protocol, operation, status, headers, body):
    parser = botocore.parsers.create_parser(protocol)
    return parser.parse({"status_code": status, "headers": HeadersDict(headers), "body": body}, operation.output_shape)


def is_text(shape, value):
    """A payload of bytes, which botocore gives as text where it does not stream."""
    payload = shape is not None and shape.serialization.get("payload")
    if payload and shape.members[payload].type_name == "blob" and isinstance(value.get(payload), str):
        value[payload] = value[payload].encode()
    return value


def wire(status, headers, body):
    return {"status": status, "headers": headers, "body": base64.b64encode(body).decode()}


def case(protocol, service, operation, rng):
    values = Values(rng)
    result = {"operation": operation.name}
    shape = operation.input_shape
    if shape is None or not any(member.serialization.get("eventstream") for member in shape.members.values()):
        arguments = values.members(shape) if shape else {}
        result["arguments"] = plain(arguments)
        result["request"] = request(protocol, operation, arguments)
    output_shape = operation.output_shape
    if (output_shape is None or output_shape.event_stream_name is None) and (service.service_name, operation.name) not in UNREADABLE:
        output = values.members(output_shape) if output_shape else {}
        sent = answer(protocol, operation, output, rng)
        parsed = read(protocol, operation, *sent)
        result["answer"] = wire(*sent) | {
            "output": plain(is_text(output_shape, parsed)), "requestId": parsed.get("ResponseMetadata", {}).get("RequestId")}
    sent = error(protocol, service, operation, rng)
    parsed = read(protocol, operation, *sent)
    result["error"] = wire(*sent) | {
        "code": parsed["Error"]["Code"], "message": parsed["Error"].get("Message") or "",
        "requestId": parsed["ResponseMetadata"].get("RequestId")}
    return result


for line in sys.stdin:
    asked = json.loads(line)
    model = LOADER.load_service_model(asked["service"], "service-2")
    described = botocore.model.ServiceModel(model, asked["service"])
    spoken = model["metadata"].get("protocols") or [model["metadata"]["protocol"]]
    chosen = next(protocol for protocol in SPOKEN if protocol in spoken)
    cases = []
    for number, operation_name in enumerate(described.operation_names):
        for turn in range(asked["cases"]):
            seed = random.Random(f"{asked['seed']} {asked['service']} {operation_name} {turn}")
            try:
                cases.append(case(chosen, described, described.operation_model(operation_name), seed))
            except Exception as e:
                raise RuntimeError(f"{asked['service']} {operation_name} {turn}") from e
    sys.stdout.write(json.dumps({"service": asked["service"], "cases": cases}) + "\n")
    sys.stdout.flush()
