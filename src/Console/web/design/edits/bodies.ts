import type { Document } from '../document.ts';
import { isJsonataAt } from './ways.ts';

/**
 * What a new state of a type says, as JSON text: as little as is valid. What is inside a Map or Parallel is a Pass, named after the state.
 */
export function bodyOf(document: Document, type: string, name: string): string {
  const inner = (which: string): string => {
    const pass = JSON.stringify(`${name.slice(0, 60)}: ${which}`);
    return `"StartAt":${pass},"States":{${pass}:{"Type":"Pass","End":true}}`;
  };
  switch (type) {
    case 'Task':
      return `{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke","${isJsonataAt(document, '') ? 'Arguments' : 'Parameters'}":{"FunctionName":""},"End":true}`;
    case 'Choice':
      return '{"Type":"Choice","Choices":[]}';
    case 'Wait':
      return '{"Type":"Wait","Seconds":5,"End":true}';
    case 'Parallel':
      return `{"Type":"Parallel","Branches":[{${inner('one')}},{${inner('other')}}],"End":true}`;
    case 'Map':
      return `{"Type":"Map","ItemProcessor":{"ProcessorConfig":{"Mode":"INLINE"},${inner('each')}},"End":true}`;
    case 'Succeed':
    case 'Fail':
      return `{"Type":"${type}"}`;
    default:
      return `{"Type":${JSON.stringify(type)},"End":true}`;
  }
}
