import AxeBuilder from '@axe-core/playwright';
import { type APIRequestContext, expect, type Page, test as base } from '@playwright/test';

/** Calls an operation of Step Functions on the server under test. */
export type Call = <Answer = Record<string, any>>(operation: string, request: object) => Promise<Answer>;

/** Creates a state machine with a name of its own. @returns Its ARN. */
export type Create = (definition: object, type?: 'STANDARD' | 'EXPRESS', name?: string) => Promise<string>;

/**
 * A test that fails when the page writes an error to the console, throws, or (at its end, where it stands then) has an axe violation.
 */
export const test = base.extend<{ call: Call; create: Create; watched: void }>({
  call: async ({ request }, use) => {
    await use((operation, body) => callWith(request, operation, body));
  },
  create: async ({ call }, use) => {
    await use(async (definition, type = 'STANDARD', name = uniqueName('m')) => {
      const created = await call('CreateStateMachine', {
        name, type, definition: JSON.stringify(definition), roleArn: 'arn:aws:iam::123456789012:role/any',
      });
      return created.stateMachineArn as string;
    });
  },
  watched: [
    async ({ page }, use) => {
      const errors: string[] = [];
      page.on('console', (message) => {
        // Chromium itself tells of every refusal of the API; what the page makes of it is for the test to see.
        const isRefusal = /status of 4\d\d/.test(message.text()) && message.location().url.includes('/api/');
        if (message.type() === 'error' && !isRefusal) {
          errors.push(message.text());
        }
      });
      page.on('pageerror', (error) => errors.push(String(error)));
      await use();
      if (page.url() !== 'about:blank') {
        await expectAccessible(page);
      }

      expect(errors, 'errors in the console').toEqual([]);
    },
    { auto: true },
  ],
});

export { expect };

export async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map((found) => `${found.id}: ${found.nodes.map((node) => node.html.slice(0, 200)).join(' | ')}`)).toEqual([]);
}

let count = 0;

/** A name that no other test has. */
export function uniqueName(prefix: string): string {
  return `${prefix}-${Date.now().toString(36)}-${process.pid}-${count++}`;
}

/** Waits until an execution has ended. @returns Its description. */
export async function ended(call: Call, executionArn: string): Promise<Record<string, any>> {
  let execution: Record<string, any> = {};
  await expect.poll(async () => {
    execution = await call('DescribeExecution', { executionArn });
    return execution['status'];
  }).not.toBe('RUNNING');
  return execution;
}

async function callWith(request: APIRequestContext, operation: string, body: object): Promise<any> {
  const answer = await request.post(`/console/api/operations/${operation}`, { data: body });
  const text = await answer.text();
  if (!answer.ok()) {
    throw new Error(`${operation}: ${answer.status()} ${text}`);
  }

  return JSON.parse(text);
}
