import { designTexts } from '../../designTexts.ts';
import { writeExactly } from '../../model/exactJson.ts';
import { formatJson } from '../../parts/format.ts';
import { Document, valueOf } from '../document.ts';
import { layOut } from '../edits/print.ts';
import { Placeholders } from './placeholders.ts';

/** A definition that stands in a file. */
export interface Imported {
  /** The name of the machine, as far as the file says one. */
  name: string;
  type?: 'STANDARD' | 'EXPRESS';
  /** Its text; missing where the file only says where it is. */
  definition?: string;
  /** What is to be known of it: where it is, which placeholders are left in it. */
  notes: string[];
}

type Json = Record<string, unknown>;

/**
 * Reads the definitions in a file: of one in ASL, its text as it is (JSON) or in JSON (YAML); of a SAM or CloudFormation template, as CDK
 * makes it, too, all that are in it. What is only known when a template is deployed stays as a placeholder, `${Name}`.
 * @param fileName With its ending; the machine is called after it where nothing else is said.
 */
export async function readDefinitionFile(fileName: string, text: string): Promise<Imported[]> {
  const name = nameOfFile(fileName);
  const document = new Document(text);
  let value: unknown;
  if (document.isReadable && document.tree) {
    value = valueOf(document.tree, text);
    if (isObject(value) && isObject(value['States'])) {
      return [{ name, definition: text, notes: [] }];
    }
  } else {
    try {
      value = (await import('./yaml.ts')).readYaml(text);
    } catch (e) {
      if (e instanceof SyntaxError && /^\s*\{[^]*"States"/.test(text)) {
        return [{ name, definition: text, notes: [designTexts.imports.hasErrors] }];
      }

      throw e;
    }
  }

  if (isObject(value) && isObject(value['States'])) {
    return [{ name, definition: laidOut(value), notes: [] }];
  }

  const found = isObject(value) && isObject(value['Resources']) ? readTemplate(value['Resources']) : [];
  if (found.length === 0) {
    throw new SyntaxError(isObject(value) && value['Resources'] !== undefined ? designTexts.imports.noMachine : designTexts.imports.unknown);
  }

  return found;
}

function nameOfFile(fileName: string): string {
  return fileName.replace(/^.*[\\/]/, '').replace(/(\.asl|\.template)?\.(json|ya?ml|asl|jsonc)$/i, '').replace(/[^\w-]+/g, '-').replace(/^-+|-+$/g, '').slice(0, 80);
}

function readTemplate(resources: Json): Imported[] {
  const found: Imported[] = [];
  for (const [id, resource] of Object.entries(resources)) {
    const properties = isObject(resource) && isObject(resource['Properties']) ? resource['Properties'] : {};
    const type = isObject(resource) ? resource['Type'] : undefined;
    if (type === 'AWS::Serverless::StateMachine') {
      found.push(readMachine(id, properties, 'Name', 'Type', 'DefinitionUri'));
    } else if (type === 'AWS::StepFunctions::StateMachine') {
      found.push(readMachine(id, properties, 'StateMachineName', 'StateMachineType', 'DefinitionS3Location'));
    }
  }

  return found;
}

function readMachine(id: string, properties: Json, nameField: string, typeField: string, elsewhere: string): Imported {
  const name = properties[nameField];
  const type = properties[typeField];
  const imported: Imported = {
    name: typeof name === 'string' ? name : id,
    ...(type === 'STANDARD' || type === 'EXPRESS' ? { type } : {}),
    notes: [],
  };
  const { Definition: object, DefinitionString: text, DefinitionSubstitutions: substitutions } = properties;
  const placeholders = new Placeholders(isObject(substitutions) ? substitutions : {});
  if (object !== undefined) {
    imported.definition = laidOut(placeholders.fillAll(object));
  } else if (text !== undefined) {
    const filled = isObject(text) && text['Fn::ToJsonString'] !== undefined ? writeExactly(placeholders.fillAll(text['Fn::ToJsonString'])) : placeholders.textOf(text);
    imported.definition = new Document(filled).isReadable ? layOut(filled, { unit: '  ', isMultiline: true, gap: ' ' }, '') : filled;
  } else {
    const where = properties[elsewhere];
    imported.notes.push(designTexts.imports.elsewhere(typeof where === 'string' ? where : JSON.stringify(where ?? elsewhere)));
  }

  if (imported.definition !== undefined && placeholders.left.size > 0) {
    imported.notes.push(designTexts.imports.placeholders([...placeholders.left].map((name) => `\${${name}}`).join(', ')));
  }

  return imported;
}

function laidOut(value: unknown): string {
  return formatJson(writeExactly(value));
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
