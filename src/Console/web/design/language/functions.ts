/** A function, and what it takes. */
export interface FunctionName {
  name: string;
  arguments: string;
}

function read(names: string): FunctionName[] {
  return names.trim().split(/\n\s*/).map((line) => {
    const open = line.indexOf('(');
    return { name: line.slice(0, open), arguments: line.slice(open) };
  });
}

/** The functions of JSONata as AWS runs it: those of JSONata 2 (https://docs.jsonata.org) but for `$eval`, and AWS's six (DG/transforming-data). */
export const jsonataFunctions: readonly FunctionName[] = read(`
  $abs(number)
  $append(array1, array2)
  $assert(condition, message)
  $average(array)
  $base64decode(string)
  $base64encode(string)
  $boolean(value)
  $ceil(number)
  $clone(value)
  $contains(string, pattern)
  $count(array)
  $decodeUrl(string)
  $decodeUrlComponent(string)
  $distinct(array)
  $each(object, function)
  $encodeUrl(string)
  $encodeUrlComponent(string)
  $error(message)
  $exists(value)
  $filter(array, function)
  $floor(number)
  $formatBase(number, radix)
  $formatInteger(number, picture)
  $formatNumber(number, picture, options)
  $fromMillis(number, picture, timezone)
  $hash(value, algorithm)
  $join(array, separator)
  $keys(object)
  $length(string)
  $lookup(object, key)
  $lowercase(string)
  $map(array, function)
  $match(string, pattern, limit)
  $max(array)
  $merge(array)
  $millis()
  $min(array)
  $not(value)
  $now(picture, timezone)
  $number(value)
  $pad(string, width, char)
  $parse(string)
  $parseInteger(string, picture)
  $partition(array, size)
  $power(base, exponent)
  $random(seed)
  $range(first, last, step)
  $reduce(array, function, init)
  $replace(string, pattern, replacement, limit)
  $reverse(array)
  $round(number, precision)
  $shuffle(array)
  $sift(object, function)
  $single(array, function)
  $sort(array, function)
  $split(string, separator, limit)
  $spread(object)
  $sqrt(number)
  $string(value, prettify)
  $substring(string, start, length)
  $substringAfter(string, chars)
  $substringBefore(string, chars)
  $sum(array)
  $toMillis(timestamp, picture)
  $trim(string)
  $type(value)
  $uppercase(string)
  $uuid()
  $zip(array1, array2)
`);

/** The 18 intrinsic functions of JSONPath (DG/intrinsic-functions). */
export const intrinsicFunctions: readonly FunctionName[] = read(`
  States.Array(value, …)
  States.ArrayContains(array, value)
  States.ArrayGetItem(array, index)
  States.ArrayLength(array)
  States.ArrayPartition(array, size)
  States.ArrayRange(first, last, step)
  States.ArrayUnique(array)
  States.Base64Decode(string)
  States.Base64Encode(string)
  States.Format('template {}', value)
  States.Hash(value, 'SHA-256')
  States.JsonMerge(object1, object2, false)
  States.JsonToString(value)
  States.MathAdd(number1, number2)
  States.MathRandom(start, end)
  States.StringSplit(string, 'delimiter')
  States.StringToJson(string)
  States.UUID()
`);

/** What is in the context object (DG/input-output-contextobject). */
export const contextPaths: readonly string[] = [
  'Execution', 'Execution.Id', 'Execution.Input', 'Execution.Name', 'Execution.RoleArn', 'Execution.StartTime', 'Execution.RedriveCount',
  'Execution.RedriveTime', 'StateMachine', 'StateMachine.Id', 'StateMachine.Name', 'State', 'State.Name', 'State.EnteredTime', 'State.RetryCount',
  'Task', 'Task.Token', 'Map', 'Map.Item', 'Map.Item.Index', 'Map.Item.Value', 'Map.Item.Key', 'Map.Item.Source',
];

/** The error names of the language (DG/concepts-error-handling). */
export const errorNames: readonly string[] = [
  'States.ALL', 'States.TaskFailed', 'States.Timeout', 'States.HeartbeatTimeout', 'States.Permissions', 'States.BranchFailed', 'States.DataLimitExceeded',
  'States.ExceedToleratedFailureThreshold', 'States.Http.Socket', 'States.IntrinsicFailure', 'States.ItemReaderFailed', 'States.NoChoiceMatched',
  'States.ParameterPathFailure', 'States.QueryEvaluationError', 'States.ResultPathMatchFailure', 'States.ResultWriterFailed', 'States.Runtime',
];

/** The errors that a Lambda function's service may end with, beside those of the function itself. */
export const lambdaErrors: readonly string[] = [
  'Lambda.ServiceException', 'Lambda.AWSLambdaException', 'Lambda.SdkClientException', 'Lambda.TooManyRequestsException',
  'Lambda.ClientExecutionTimeoutException', 'Lambda.Unknown', 'Sandbox.Timedout',
];
