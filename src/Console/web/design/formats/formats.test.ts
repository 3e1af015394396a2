import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { Document } from '../document.ts';
import { toFormat } from './export.ts';
import { readDefinitionFile } from './import.ts';
import { readYaml } from './yaml.ts';

const samples = new URL('../../../../Samples/', import.meta.url);

const asl = '{\n  // why\n  "StartAt": "A",\n  "States": {"A": {"Type": "Pass", "End": true}}\n}';

test('ASL in JSON is taken as it is written, with errors, too', async () => {
  expect(await readDefinitionFile('C:\\x\\my order.asl.json', asl)).toEqual([{ name: 'my-order', definition: asl, notes: [] }]);
  const [broken] = await readDefinitionFile('a.json', `${asl}}`);
  expect(broken).toMatchObject({ definition: `${asl}}`, notes: ['The text has errors. It opens as it is.'] });
});

test('ASL in YAML becomes JSON', async () => {
  const [imported] = await readDefinitionFile('flow.asl.yaml', 'StartAt: A\nStates:\n  A: &pass\n    Type: Pass\n    Next: B\n  B:\n    <<: *pass\n    Next: C\n  C: {Type: Wait, Timestamp: 2030-01-01T00:00:00Z, End: true}\n');
  expect(imported!.name).toBe('flow');
  expect(JSON.parse(imported!.definition!)).toEqual({
    StartAt: 'A',
    States: { A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Pass', Next: 'C' }, C: { Type: 'Wait', Timestamp: '2030-01-01T00:00:00Z', End: true } },
  });
});

test('a SAM template: in place with substitutions, by its address, and all that are in it', async () => {
  const imported = await readDefinitionFile('template.yaml', `
Transform: AWS::Serverless-2016-10-31
Resources:
  Queue: {Type: AWS::SQS::Queue}
  Inline:
    Type: AWS::Serverless::StateMachine
    Properties:
      Name: orders
      Type: EXPRESS
      DefinitionSubstitutions: {Fn: !GetAtt Worker.Arn, Wait: 5}
      Definition:
        StartAt: A
        States:
          A: {Type: Task, Resource: "\${Fn}", Next: B}
          B: {Type: Wait, Seconds: 5, Comment: "waits \${Wait}", Next: C}
          C: {Type: Task, Resource: !Sub "arn:\${AWS::Partition}:states:::sqs:sendMessage", Parameters: {QueueUrl: !Ref Queue}, End: true}
  Elsewhere:
    Type: AWS::Serverless::StateMachine
    Properties:
      DefinitionUri: statemachine/stock.asl.json
`);
  expect(imported.map(({ name, type }) => [name, type])).toEqual([['orders', 'EXPRESS'], ['Elsewhere', undefined]]);
  expect(JSON.parse(imported[0]!.definition!)['States']).toMatchObject({
    A: { Resource: '${Fn}' }, B: { Comment: 'waits 5' }, C: { Resource: 'arn:aws:states:::sqs:sendMessage', Parameters: { QueueUrl: '${Queue}' } },
  });
  expect(imported[0]!.notes).toEqual(['What only the deployment knows is left as it is: ${Fn}, ${Queue}']);
  expect(imported[1]!.definition).toBeUndefined();
  expect(imported[1]!.notes[0]).toContain('statemachine/stock.asl.json');
});

test('a placeholder with the name of something that every object has stays', async () => {
  const [imported] = await readDefinitionFile('template.json', JSON.stringify({
    Resources: { M: { Type: 'AWS::Serverless::StateMachine', Properties: { Definition: { StartAt: 'A', Comment: '${constructor} ${toString}', States: {} } } } },
  }));
  expect(JSON.parse(imported!.definition!)['Comment']).toBe('${constructor} ${toString}');
});

test('what CDK makes: a text joined of pieces', async () => {
  const [imported] = await readDefinitionFile('Stack.template.json', JSON.stringify({
    Resources: {
      Machine2E01: {
        Type: 'AWS::StepFunctions::StateMachine',
        Properties: {
          StateMachineType: 'STANDARD',
          DefinitionString: { 'Fn::Join': ['', [
            '{"StartAt":"Call","States":{"Call":{"End":true,"Type":"Task","BackoffRate":2.0,"Resource":"arn:', { Ref: 'AWS::Partition' },
            ':states:::lambda:invoke","Parameters":{"FunctionName":"', { 'Fn::GetAtt': ['Worker', 'Arn'] }, '","Region":"', { 'Fn::Sub': ['${R}-${AWS::Region}', { R: 'x' }] }, '"}}}}',
          ]] },
        },
      },
    },
  }));
  expect(imported!.name).toBe('Machine2E01');
  expect(imported!.definition).toContain('\n  "States": {\n    "Call": {\n      "End": true,\n      "Type": "Task",\n      "BackoffRate": 2.0,');
  expect(JSON.parse(imported!.definition!)['States']['Call']).toMatchObject({
    Resource: 'arn:aws:states:::lambda:invoke', Parameters: { FunctionName: '${Worker.Arn}', Region: 'x-${AWS::Region}' },
  });
});

test('what is no definition is refused in words', async () => {
  await expect(readDefinitionFile('a.json', '{"a":1}')).rejects.toThrow('This is no definition');
  await expect(readDefinitionFile('a.yaml', 'Resources:\n  Q: {Type: X}')).rejects.toThrow('no state machine');
  await expect(readDefinitionFile('a.txt', ':\n  - [')).rejects.toThrow(SyntaxError);
  const bomb = `a0: &a0 [${'x,'.repeat(20)}]\n${Array.from({ length: 9 }, (_, i) => `a${i + 1}: &a${i + 1} [${`*a${i},`.repeat(20)}]`).join('\n')}`;
  expect(() => readYaml(bomb)).toThrow('more in this file');
});

test.each(readdirSync(samples).filter((file) => file.endsWith('.asl.json')))('%s says the same in YAML, and is drawn', async (file) => {
  const document = new Document(readFileSync(new URL(file, samples), 'utf8'));
  const yaml = await toFormat(document, 'yaml');
  expect(yaml).not.toMatch(/^\s*["{]/);
  expect(readYaml(yaml)).toEqual(JSON.parse(document.plain));
  const states = document.scope!.states.size;
  expect((await toFormat(document, 'mermaid')).match(/^ {4}state "/gm)).toHaveLength(states);
  const svg = await toFormat(document, 'svg');
  expect(svg.match(/<rect /g)!.length).toBeGreaterThan(states);
  expect(svg).not.toMatch(/NaN|undefined/);
});

test('numbers stay as they are written, and text that looks like something else is quoted', async () => {
  const yaml = await toFormat(new Document('{"States":{"A":{"Rate":2.50,"Text":"true","Number":"1","Empty":{},"None":null,"Lines":"a\\nb"}}}'), 'yaml');
  expect(yaml).toBe('States:\n  A:\n    Rate: 2.50\n    Text: "true"\n    Number: "1"\n    Empty: {}\n    None: null\n    Lines: |-\n      a\n      b\n');
});

test('names cannot break out of a picture', async () => {
  const document = new Document(JSON.stringify({ StartAt: '<script>"', States: { '<script>"': { Type: 'Choice', Choices: [{ Condition: '{% $a ; "x" %}', Next: 'B' }] }, B: { Type: 'Fail' } } }));
  expect(await toFormat(document, 'svg')).not.toContain('<script>');
  expect(await toFormat(document, 'mermaid')).toBe(`stateDiagram-v2
    state "#60;script#62;#34;" as s1
    state "B" as s2
    [*] --> s1
    s1 --> s2 : $a #59; #34;x#34;
    s2 --> [*]
`);
  expect(await toFormat(new Document(asl), 'json')).toBe(asl.replace('// why', '      '));
});

test('numbers stay as they are written: in YAML, in templates, and what is put into their texts', async () => {
  const [yaml] = await readDefinitionFile('a.yaml', 'StartAt: A\nStates:\n  A: {Type: Pass, Result: {id: 12345678901234567890, rate: 1.50, hex: 0x10, text: "1.50"}, End: true}\n');
  expect(yaml!.definition).toContain('"id": 12345678901234567890,\n        "rate": 1.50,\n        "hex": 16,\n        "text": "1.50"');
  const definition = '{"StartAt":"A","States":{"A":{"Type":"Pass","Result":{"id":12345678901234567890},"Comment":"${Id} 1.50","End":true}}}';
  const template = (field: string, value: string): string =>
    `{"Resources":{"M":{"Type":"AWS::StepFunctions::StateMachine","Properties":{"DefinitionSubstitutions":{"Id":98765432109876543210},"${field}":${value}}}}}`;
  for (const text of [template('Definition', definition), template('DefinitionString', `{"Fn::ToJsonString":${definition}}`)]) {
    const [imported] = await readDefinitionFile('t.json', text);
    expect(imported!.definition).toContain('"id": 12345678901234567890');
    expect(imported!.definition).toContain('"Comment": "98765432109876543210 1.50"');
  }
});
