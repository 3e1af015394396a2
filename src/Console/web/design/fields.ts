import { designTexts } from '../designTexts.ts';

export type Language = 'JSONPath' | 'JSONata';
export type StateType = (typeof stateTypes)[number];
export const stateTypes = ['Task', 'Pass', 'Choice', 'Wait', 'Parallel', 'Map', 'Succeed', 'Fail'] as const;

/**
 * What a field's value is.
 * - `text`, `integer`, `number`, `boolean`; `choice`: one of `values`; `texts`: a list of text
 * - `state`: the name of a state of the same scope; `resource`: an ARN; `timestamp`; `errors`: a list of error names
 * - `path`: a JSONPath (or `null` where `isNullable`); `referencePath`: one that leads to a single place
 * - `template`: any JSON with expressions in it; `json`: any JSON as it is; `condition`: a JSONata expression
 * - `object`: an object of `fields`; `list`: a list of such
 * - `states`: states by their names
 */
export type FieldKind =
  | 'text' | 'integer' | 'number' | 'boolean' | 'choice' | 'texts' | 'state' | 'resource' | 'timestamp' | 'errors' | 'path' | 'referencePath'
  | 'template' | 'json' | 'condition' | 'object' | 'list' | 'states';

/** A field of an object of a definition. */
export interface Field {
  name: string;
  kind: FieldKind;
  help: string;
  /** The page of AWS's developer guide that says more; see {@link guide}. */
  page: string;
  values?: readonly string[];
  fields?: readonly Field[];
  isRequired?: true;
  isNullable?: true;
  /** Whether a JSONata expression, `"{% … %}"`, may stand in its place. */
  isComputed?: true;
  /** The least and the greatest number. */
  min?: number;
  max?: number;
  /** Of those of a group, one only can be there. */
  group?: string;
  /** Whether only a Distributed Map has it. */
  isDistributed?: true;
  /** Whether there is a newer one in its place. */
  isOld?: true;
}

/** The address of a page of AWS's developer guide. */
export function guide(page: string): string {
  return `https://docs.aws.amazon.com/step-functions/latest/dg/${page}.html`;
}

type More = Partial<Omit<Field, 'name' | 'kind' | 'page'>>;

const mostSeconds = 99_999_999;

function field(page: string, name: string, kind: FieldKind, more: More = {}): Field {
  return { name, kind, page, help: designTexts.fields[name] ?? '', ...more };
}

function helpOf(...names: string[]): string {
  return names.map((name) => designTexts.fields[name]).find((help) => help !== undefined) ?? '';
}

/** A number that stands there, or in JSONata is computed, or in JSONPath is in the data. */
function numbers(page: string, language: Language, name: string, more: More, kind: FieldKind = 'integer'): Field[] {
  return language === 'JSONata'
    ? [field(page, name, kind, { isComputed: true, ...more })]
    : [field(page, name, kind, { group: name, ...more }), field(page, `${name}Path`, 'referencePath', { group: name, ...(more.isDistributed ? { isDistributed: true } : {}) })];
}

function assign(): Field {
  return field('workflow-variables', 'Assign', 'template');
}

/** The fields of a retrier. */
export const retrierFields: readonly Field[] = [
  field('concepts-error-handling', 'ErrorEquals', 'errors', { isRequired: true }),
  field('concepts-error-handling', 'Comment', 'text'),
  field('concepts-error-handling', 'IntervalSeconds', 'integer', { min: 1, max: mostSeconds }),
  field('concepts-error-handling', 'MaxAttempts', 'integer', { min: 0, max: mostSeconds }),
  field('concepts-error-handling', 'BackoffRate', 'number', { min: 1 }),
  field('concepts-error-handling', 'MaxDelaySeconds', 'integer', { min: 1, max: 31_622_400 }),
  field('concepts-error-handling', 'JitterStrategy', 'choice', { values: ['NONE', 'FULL'] }),
];

/** The fields of a catcher. */
export function catcherFields(language: Language): Field[] {
  const page = 'concepts-error-handling';
  return [
    field(page, 'ErrorEquals', 'errors', { isRequired: true }),
    field(page, 'Comment', 'text'),
    language === 'JSONata'
      ? field(page, 'Output', 'template', { help: helpOf('Catch.Output') })
      : field(page, 'ResultPath', 'referencePath', { isNullable: true, help: helpOf('Catch.ResultPath') }),
    assign(),
    field(page, 'Next', 'state', { isRequired: true }),
  ];
}

const ordered = ['Equals', 'LessThan', 'GreaterThan', 'LessThanEquals', 'GreaterThanEquals'] as const;
const tests = ['IsNull', 'IsPresent', 'IsNumeric', 'IsString', 'IsBoolean', 'IsTimestamp'] as const;

/** The 39 operators of a JSONPath rule. */
export const operators: readonly Field[] = [
  ...ordered.flatMap((ending) => operator(`String${ending}`, 'text')),
  ...operator('StringMatches', 'text').slice(0, 1),
  ...ordered.flatMap((ending) => operator(`Numeric${ending}`, 'number')),
  ...operator('BooleanEquals', 'boolean'),
  ...ordered.flatMap((ending) => operator(`Timestamp${ending}`, 'timestamp')),
  ...tests.flatMap((name) => operator(name, 'boolean').slice(0, 1)),
];

function operator(name: string, kind: FieldKind): Field[] {
  return [
    field('state-choice', name, kind, { group: 'operator', help: helpOf(name, 'operator') }),
    field('state-choice', `${name}Path`, 'path', { group: 'operator', help: helpOf('operatorPath') }),
  ];
}

/** The fields of a rule of a Choice; one inside another has no `Next`. */
export function ruleFields(language: Language, isInside = false): Field[] {
  const page = 'state-choice';
  const outer = isInside ? [] : [assign(), field(page, 'Next', 'state', { isRequired: true })];
  return language === 'JSONata'
    ? [field(page, 'Comment', 'text'), field(page, 'Condition', 'condition', { isRequired: true }), field(page, 'Output', 'template'), ...outer]
    : [
        field(page, 'Comment', 'text'),
        field(page, 'Variable', 'path'),
        ...operators,
        field(page, 'And', 'list', { group: 'operator' }),
        field(page, 'Or', 'list', { group: 'operator' }),
        field(page, 'Not', 'object', { group: 'operator' }),
        ...outer,
      ];
}

/** The fields of a machine. */
export const machineFields: readonly Field[] = [
  field('statemachine-structure', 'Comment', 'text'),
  field('transforming-data', 'QueryLanguage', 'choice', { values: ['JSONPath', 'JSONata'] }),
  field('statemachine-structure', 'Version', 'choice', { values: ['1.0'] }),
  field('statemachine-structure', 'TimeoutSeconds', 'integer', { min: 1, max: mostSeconds, help: helpOf('Machine.TimeoutSeconds') }),
  ...scope('statemachine-structure'),
];

function scope(page: string): Field[] {
  return [field(page, 'StartAt', 'state', { isRequired: true }), field(page, 'States', 'states', { isRequired: true })];
}

/** The fields of a branch of a Parallel. */
export const branchFields: readonly Field[] = [field('state-parallel', 'Comment', 'text'), ...scope('state-parallel')];

function processor(): Field[] {
  const page = 'state-map';
  return [
    field(page, 'Comment', 'text'),
    field(page, 'ProcessorConfig', 'object', {
      fields: [
        field(page, 'Mode', 'choice', { values: ['INLINE', 'DISTRIBUTED'] }),
        field(page, 'ExecutionType', 'choice', { values: ['STANDARD', 'EXPRESS'], isDistributed: true }),
      ],
    }),
    ...scope(page),
  ];
}

function taskFields(language: Language): Field[] {
  const page = 'state-task';
  return [
    field(page, 'Resource', 'resource', { isRequired: true }),
    ...numbers(page, language, 'TimeoutSeconds', { min: 1, max: mostSeconds }),
    ...numbers(page, language, 'HeartbeatSeconds', { min: 1, max: mostSeconds }),
    field('concepts-access-cross-acct-resources', 'Credentials', 'object', {
      fields: [field('concepts-access-cross-acct-resources', language === 'JSONata' ? 'RoleArn' : 'RoleArn.$', language === 'JSONata' ? 'text' : 'path', {
        ...(language === 'JSONata' ? { isComputed: true } : {}),
        help: helpOf('Credentials.RoleArn'),
      }), ...(language === 'JSONata' ? [] : [field('concepts-access-cross-acct-resources', 'RoleArn', 'text', { help: helpOf('Credentials.RoleArn') })])],
    }),
  ];
}

function mapFields(language: Language): Field[] {
  const page = 'state-map';
  const isDistributed = true;
  const s3 = (of: string, resources: string[]): Field[] => [
    field(of, 'Resource', 'choice', { values: resources.map((action) => `arn:aws:states:::s3:${action}`), help: helpOf(of === 'input-output-itemreader' ? 'ItemReader.Resource' : 'ResultWriter.Resource') }),
    field(of, language === 'JSONata' ? 'Arguments' : 'Parameters', 'template', { help: helpOf('S3.Arguments') }),
  ];
  const reader = 'input-output-itemreader';
  const batcher = 'input-output-itembatcher';
  const writer = 'input-output-resultwriter';
  return [
    language === 'JSONata' ? field(page, 'Items', 'template') : field('input-output-itemspath', 'ItemsPath', 'path'),
    field(reader, 'ItemReader', 'object', {
      isDistributed,
      fields: [
        ...s3(reader, ['getObject', 'listObjectsV2']),
        field(reader, 'ReaderConfig', 'object', {
          fields: [
            field(reader, 'InputType', 'choice', { values: ['CSV', 'JSON', 'JSONL', 'PARQUET', 'MANIFEST'] }),
            field(reader, 'ManifestType', 'choice', { values: ['ATHENA_DATA', 'S3_INVENTORY'] }),
            field(reader, 'Transformation', 'choice', { values: ['NONE', 'LOAD_AND_FLATTEN'], help: helpOf('ReaderConfig.Transformation') }),
            field(reader, 'ItemsPointer', 'text'),
            field(reader, 'CSVHeaderLocation', 'choice', { values: ['FIRST_ROW', 'GIVEN'] }),
            field(reader, 'CSVHeaders', 'texts'),
            field(reader, 'CSVDelimiter', 'choice', { values: ['COMMA', 'PIPE', 'SEMICOLON', 'SPACE', 'TAB'] }),
            ...numbers(reader, language, 'MaxItems', { min: 0, max: 100_000_000 }),
          ],
        }),
      ],
    }),
    field('input-output-itemselector', 'ItemSelector', 'template'),
    field(batcher, 'ItemBatcher', 'object', {
      isDistributed,
      fields: [
        ...numbers(batcher, language, 'MaxItemsPerBatch', { min: 1 }),
        ...numbers(batcher, language, 'MaxInputBytesPerBatch', { min: 1, max: 262_144 }),
        field(batcher, 'BatchInput', 'template'),
      ],
    }),
    ...numbers(page, language, 'MaxConcurrency', { min: 0 }),
    ...numbers(page, language, 'ToleratedFailurePercentage', { min: 0, max: 100, isDistributed }, 'number'),
    ...numbers(page, language, 'ToleratedFailureCount', { min: 0, isDistributed }),
    field('state-map-distributed', 'Label', 'text', { isDistributed }),
    field(page, 'ItemProcessor', 'object', { isRequired: true, fields: processor() }),
    field(page, 'Iterator', 'object', { isOld: true, fields: processor() }),
    field(writer, 'ResultWriter', 'object', {
      isDistributed,
      fields: [
        ...s3(writer, ['putObject']),
        field(writer, 'WriterConfig', 'object', {
          fields: [
            field(writer, 'Transformation', 'choice', { values: ['NONE', 'COMPACT', 'FLATTEN'], help: helpOf('WriterConfig.Transformation') }),
            field(writer, 'OutputType', 'choice', { values: ['JSON', 'JSONL'] }),
          ],
        }),
      ],
    }),
  ];
}

function ownFields(type: string, language: Language): Field[] {
  switch (type) {
    case 'Task':
      return taskFields(language);
    case 'Pass':
      return language === 'JSONata' ? [] : [field('state-pass', 'Result', 'json')];
    case 'Wait':
      return [
        field('state-wait', 'Seconds', 'integer', { group: 'time', min: 0, max: mostSeconds, ...(language === 'JSONata' ? { isComputed: true } : {}) }),
        field('state-wait', 'Timestamp', 'timestamp', { group: 'time', ...(language === 'JSONata' ? { isComputed: true } : {}) }),
        ...(language === 'JSONata' ? [] : (['SecondsPath', 'TimestampPath'] as const).map((name) => field('state-wait', name, 'referencePath', { group: 'time' }))),
      ];
    case 'Choice':
      return [field('state-choice', 'Choices', 'list', { isRequired: true, fields: ruleFields(language) }), field('state-choice', 'Default', 'state')];
    case 'Parallel':
      return [field('state-parallel', 'Branches', 'list', { isRequired: true, fields: branchFields })];
    case 'Map':
      return mapFields(language);
    case 'Fail':
      return language === 'JSONata'
        ? [field('state-fail', 'Error', 'text', { isComputed: true }), field('state-fail', 'Cause', 'text', { isComputed: true })]
        : ['Error', 'Cause'].flatMap((name) => [field('state-fail', name, 'text', { group: name }), field('state-fail', `${name}Path`, 'path', { group: name })]);
    default:
      return [];
  }
}

const cache = new Map<string, readonly Field[]>();

/** All fields of a state of a type, in the order in which they usually stand. A type that is not known has those that all have. */
export function fieldsOf(type: string, language: Language): readonly Field[] {
  const key = `${type} ${language}`;
  let fields = cache.get(key);
  if (!fields) {
    fields = listFields(type, language);
    cache.set(key, fields);
  }

  return fields;
}

function listFields(type: string, language: Language): Field[] {
  const has = (...types: StateType[]): boolean => types.includes(type as StateType);
  const of = (isThere: boolean, ...fields: Field[]): Field[] => (isThere ? fields : []);
  const isPath = language === 'JSONPath';
  const flow = 'concepts-input-output-filtering';
  const works = has('Task', 'Parallel', 'Map');
  return [
    field('statemachine-structure', 'Comment', 'text'),
    field('transforming-data', 'QueryLanguage', 'choice', { values: ['JSONPath', 'JSONata'] }),
    field('concepts-states', 'Type', 'choice', { values: stateTypes, isRequired: true }),
    ...of(isPath && !has('Fail'), field('input-output-inputpath-params', 'InputPath', 'path', { isNullable: true })),
    ...ownFields(type, language),
    ...of(isPath && has('Task', 'Parallel', 'Pass'), field('input-output-inputpath-params', 'Parameters', 'template')),
    ...of(isPath && has('Map'), field('state-map', 'Parameters', 'template', { isOld: true, help: helpOf('Map.Parameters') })),
    ...of(!isPath && has('Task', 'Parallel'), field('transforming-data', 'Arguments', 'template')),
    ...of(isPath && works, field('input-output-inputpath-params', 'ResultSelector', 'template')),
    ...of(isPath && has('Task', 'Parallel', 'Map', 'Pass'), field('input-output-resultpath', 'ResultPath', 'referencePath', { isNullable: true })),
    ...of(isPath && !has('Fail'), field(flow, 'OutputPath', 'path', { isNullable: true })),
    ...of(!isPath && !has('Fail'), field('transforming-data', 'Output', 'template')),
    ...of(!has('Succeed', 'Fail'), assign()),
    ...of(works,
      field('concepts-error-handling', 'Retry', 'list', { fields: retrierFields }),
      field('concepts-error-handling', 'Catch', 'list', { fields: catcherFields(language) })),
    ...of(!has('Choice', 'Succeed', 'Fail'), field('statemachine-structure', 'Next', 'state', { group: 'next' }), field('statemachine-structure', 'End', 'boolean', { group: 'next' })),
  ];
}
