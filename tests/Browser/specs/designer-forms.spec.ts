import type { Page } from '@playwright/test';
import { type Create, ended, expect, test, uniqueName } from './console.ts';

const order = {
  StartAt: 'Take',
  States: {
    Take: { Type: 'Pass', Parameters: { 'id.$': '$.id', total: 12 }, ResultPath: '$.order', Next: 'Pay' },
    Pay: { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', Parameters: { FunctionName: '' }, Next: 'Large?' },
    'Large?': { Type: 'Choice', Choices: [{ Variable: '$.order.total', NumericGreaterThan: 100, Next: 'Refuse' }], Default: 'Done' },
    Refuse: { Type: 'Fail', Error: 'TooMuch' },
    Done: { Type: 'Succeed' },
  },
};

/** Opens a new machine in the designer, with a state of it chosen. */
async function edit(page: Page, create: Create, definition: object, state?: string): Promise<void> {
  const name = uniqueName('forms');
  await create(definition, 'STANDARD', name);
  await page.goto(`/console/machines/${name}/edit?show=both`);
  await expect(fields(page)).toBeVisible();
  if (state) {
    await choose(page, state);
  }
}

const fields = (page: Page) => page.getByRole('region', { name: 'Fields' });

/** Chooses a state in the graph. */
async function choose(page: Page, state: string): Promise<void> {
  await page.locator('.designer-graph').locator(`[data-pointer$="/${state}"], [data-state$="/${state}"]`).first().click();
  await expect(fields(page).getByRole('textbox', { name: 'Name', exact: true })).toHaveValue(state);
}

/** What the text says now; the editor shows all of a short one. */
async function written(page: Page): Promise<any> {
  const lines = await page.locator('.designer-text .cm-line').allInnerTexts();
  return JSON.parse(lines.join('\n'));
}

test('a task is given an action, arguments by its model, and what happens on errors', async ({ page, create }) => {
  await edit(page, create, order, 'Pay');
  const form = fields(page);
  await form.getByRole('button', { name: 'Choose an action…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Choose an action…' });
  await dialog.getByRole('searchbox').fill('sqs send');
  await dialog.getByRole('button', { name: 'SQS sendMessage integration' }).click();
  await form.getByRole('textbox', { name: 'QueueUrl' }).fill('https://sqs.eu-west-1.amazonaws.com/1/orders');
  await form.getByRole('button', { name: 'Pick a value for MessageBody' }).click();
  await page.getByRole('dialog').getByRole('button', { name: '$$.Execution.Name' }).click();
  await expect.poll(async () => (await written(page)).States.Pay).toEqual({
    Type: 'Task',
    Resource: 'arn:aws:states:::sqs:sendMessage',
    Parameters: { QueueUrl: 'https://sqs.eu-west-1.amazonaws.com/1/orders', 'MessageBody.$': '$$.Execution.Name' },
    Next: 'Large?',
  });

  await form.getByText('Errors and time').click();
  await form.getByRole('button', { name: 'Add a retrier' }).click();
  const retrier = form.getByRole('region', { name: 'Retry' });
  await retrier.getByRole('textbox', { name: 'MaxAttempts' }).fill('5');
  await form.getByRole('button', { name: 'Add a catcher' }).click();
  const catcher = form.getByRole('region', { name: 'Catch' });
  await catcher.getByRole('combobox', { name: 'ErrorEquals' }).fill('SQS.QueueDoesNotExistException');
  await catcher.getByRole('combobox', { name: 'ErrorEquals' }).press('Enter');
  await catcher.getByRole('combobox', { name: 'Next' }).selectOption('Refuse');
  await expect.poll(async () => (await written(page)).States.Pay.Retry).toEqual([{ ErrorEquals: ['States.ALL'], IntervalSeconds: 1, MaxAttempts: 5, BackoffRate: 2 }]);
  await expect.poll(async () => (await written(page)).States.Pay.Catch).toEqual([{ ErrorEquals: ['SQS.QueueDoesNotExistException'], Next: 'Refuse' }]);

  // Everything is one history of edits.
  await form.getByRole('textbox', { name: 'Name', exact: true }).fill('Send');
  await form.getByRole('textbox', { name: 'Name', exact: true }).press('Enter');
  await expect.poll(async () => (await written(page)).States.Take.Next).toBe('Send');
  await page.keyboard.press('Control+z');
  await expect.poll(async () => (await written(page)).States.Take.Next).toBe('Pay');
});

test('rules of a choice are put together, in JSONPath and in JSONata', async ({ page, create }) => {
  await edit(page, create, order, 'Large?');
  const form = fields(page);
  const condition = form.getByRole('group', { name: 'Condition of rule 1', exact: true });
  await condition.getByRole('combobox', { name: 'Kind of Condition of rule 1', exact: true }).selectOption('All of them');
  await condition.getByRole('button', { name: 'Add a comparison' }).click();
  const second = form.getByRole('group', { name: 'Condition of rule 1 2' });
  await second.getByRole('textbox', { name: 'Variable' }).fill('$.order.id');
  await second.getByRole('combobox', { name: 'Operator' }).selectOption('StringEquals');
  await second.getByRole('textbox', { name: 'Value to compare with' }).fill('a');
  await expect.poll(async () => (await written(page)).States['Large?'].Choices).toEqual([
    { And: [{ Variable: '$.order.total', NumericGreaterThan: 100 }, { Variable: '$.order.id', StringEquals: 'a' }], Next: 'Refuse' },
  ]);

  await edit(page, create, {
    QueryLanguage: 'JSONata',
    StartAt: 'Large?',
    States: { 'Large?': { Type: 'Choice', Choices: [{ Condition: '{% $states.input.total > 100 %}', Next: 'No' }], Default: 'Yes' }, No: { Type: 'Fail' }, Yes: { Type: 'Succeed' } },
  }, 'Large?');
  await form.getByRole('textbox', { name: 'Right side 1' }).fill('200');
  await form.getByRole('button', { name: 'Add a comparison' }).click();
  await form.getByRole('textbox', { name: 'Left side 2' }).fill('$states.input.kind');
  await form.getByRole('textbox', { name: 'Right side 2' }).fill("'a'");
  await form.getByRole('combobox', { name: 'Of the comparisons' }).selectOption('One of them at least');
  await expect.poll(async () => (await written(page)).States['Large?'].Choices[0].Condition).toBe("{% $states.input.total > 200 or $states.input.kind = 'a' %}");
});

test('a Map in JSONata reads its items from a file, and what comes of it is kept in a variable', async ({ page, create }) => {
  await edit(page, create, {
    QueryLanguage: 'JSONata',
    StartAt: 'Each',
    States: { Each: { Type: 'Map', ItemProcessor: { ProcessorConfig: { Mode: 'INLINE' }, StartAt: 'One', States: { One: { Type: 'Pass', End: true } } }, End: true } },
  }, 'Each');
  const form = fields(page);
  await form.getByRole('combobox', { name: 'Mode', exact: true }).selectOption('DISTRIBUTED');
  await form.getByText('ItemReader', { exact: true }).click();
  await form.getByRole('combobox', { name: 'Resource' }).first().selectOption('arn:aws:states:::s3:getObject');
  await form.getByRole('textbox', { name: 'Bucket' }).fill('sales');
  await form.getByRole('combobox', { name: 'How Key is given' }).selectOption('Expression');
  await form.getByRole('textbox', { name: 'Key' }).fill("$states.input.day & '.csv'");
  await form.getByText('ReaderConfig', { exact: true }).click();
  await form.getByRole('combobox', { name: 'InputType' }).selectOption('CSV');
  await form.getByText('Data', { exact: true }).click();
  const name = form.getByRole('textbox', { name: 'Name in Assign' });
  await name.fill('count');
  await name.press('Enter');
  await form.getByRole('combobox', { name: 'How count is given' }).selectOption('Expression');
  await form.getByRole('textbox', { name: 'count', exact: true }).fill('$count($states.result)');
  await expect.poll(async () => (await written(page)).States.Each).toMatchObject({
    ItemReader: {
      Resource: 'arn:aws:states:::s3:getObject',
      ReaderConfig: { InputType: 'CSV' },
      Arguments: { Bucket: 'sales', Key: "{% $states.input.day & '.csv' %}" },
    },
    ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED' } },
    Assign: { count: '{% $count($states.result) %}' },
  });
  await form.getByRole('button', { name: 'Go to One' }).click();
  await expect(form.getByRole('textbox', { name: 'Name', exact: true })).toHaveValue('One');
});

test('a state is tested with an error from the list, and what it makes of its data is shown', async ({ page, create }) => {
  const definition = structuredClone(order) as any;
  definition.States.Pay.Retry = [{ ErrorEquals: ['States.Timeout'], MaxAttempts: 1, IntervalSeconds: 7 }];
  await edit(page, create, definition, 'Pay');
  await fields(page).getByRole('button', { name: 'Test state' }).click();
  const dialog = page.getByRole('dialog', { name: 'Test Pay' });
  const outcome = dialog.getByRole('region', { name: 'Outcome' });
  await dialog.getByRole('button', { name: 'Test', exact: true }).click();
  await expect(outcome).toContainText('Succeeded.');
  await expect(outcome.getByRole('list', { name: 'Stages of the data' })).toContainText('After Parameters');
  await dialog.getByRole('combobox', { name: 'Work of Pay' }).selectOption('An error');
  await dialog.getByRole('combobox', { name: 'Error', exact: true }).fill('States.Timeout');
  await dialog.getByRole('button', { name: 'Test', exact: true }).click();
  await expect(outcome).toContainText('Is tried again.');
  await expect(outcome).toContainText('7.00 s');
});

test('what the last execution recorded is there to test and to pick from', async ({ page, call, create }) => {
  const name = uniqueName('forms');
  const stateMachineArn = await create({
    StartAt: 'Take',
    States: {
      Take: { Type: 'Pass', Result: { id: 'a7' }, ResultPath: '$.order', Next: 'Pay' },
      Pay: { Type: 'Task', Resource: 'arn:aws:lambda:us-east-1:123456789012:function:nobody', Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Sorry' }], End: true },
      Sorry: { Type: 'Pass', End: true },
    },
  }, 'STANDARD', name);
  const { executionArn } = await call('StartExecution', { stateMachineArn, input: '{"customer": 5}' });
  await ended(call, executionArn);
  await page.goto(`/console/machines/${name}/edit`);
  await expect(fields(page)).toBeVisible();
  await choose(page, 'Pay');
  await fields(page).getByRole('button', { name: 'Test state' }).click();
  const dialog = page.getByRole('dialog', { name: 'Test Pay' });
  await expect(dialog.getByRole('combobox', { name: 'Work of Pay' })).toHaveValue('recorded');
  await expect(dialog.getByRole('textbox', { name: 'Input' })).toContainText('"a7"');
  await dialog.getByRole('button', { name: 'Test', exact: true }).click();
  await expect(dialog.getByRole('region', { name: 'Outcome' })).toContainText('catcher 1 goes on with Sorry');
  await dialog.getByRole('button', { name: 'Close' }).click();
  await fields(page).getByText('Data', { exact: true }).click();
  await fields(page).getByRole('button', { name: 'Pick a value for InputPath' }).click();
  await page.getByRole('dialog').getByRole('button', { name: /\$\.order\.id\s*"a7"/ }).click();
  await expect(fields(page).getByRole('textbox', { name: 'InputPath' })).toHaveValue('$.order.id');
});

test('a workflow is tested with mocks, and watched in its graph', async ({ page, create }) => {
  const definition = structuredClone(order) as any;
  definition.States.Pay.ResultPath = '$.paid';
  definition.States.Pay.Retry = [{ ErrorEquals: ['Busy'], MaxAttempts: 2 }];
  await edit(page, create, definition);
  await fields(page).getByRole('button', { name: 'Test workflow' }).click();
  const dialog = page.getByRole('dialog', { name: 'Test workflow' });
  await dialog.getByRole('combobox', { name: 'Work of Pay' }).selectOption('An error');
  await dialog.getByRole('combobox', { name: 'Error', exact: true }).fill('Busy');
  await dialog.getByRole('spinbutton', { name: 'How often before a result comes' }).fill('2');
  const input = dialog.getByRole('textbox', { name: 'Input' });
  await input.click();
  await page.keyboard.press('Control+a');
  await page.keyboard.type('{"id": "a"}');
  await dialog.getByRole('button', { name: 'Test', exact: true }).click();
  await expect(dialog.getByText('Succeeded', { exact: true })).toBeVisible();
  await expect(dialog.getByText('4 states entered')).toBeVisible();
  await dialog.locator('[data-state$="/Pay"]').click();
  const visit = dialog.getByRole('region', { name: 'Outcome' });
  await expect(visit.getByRole('heading', { name: 'Pay' })).toBeVisible();
  await expect(visit).toContainText('3 attempts');
  await dialog.getByRole('button', { name: 'Close' }).click();
  // What was seen can be picked.
  await choose(page, 'Large?');
  await fields(page).getByRole('button', { name: 'Pick a value for Variable of Condition of rule 1' }).click();
  await expect(page.getByRole('dialog').getByRole('button', { name: /\$\.order\.total\s*12/ })).toBeVisible();
});

test('forms and tests have room on a narrow page, and in dark', async ({ page, create }) => {
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.setViewportSize({ width: 390, height: 800 });
  const name = uniqueName('forms');
  await create(order, 'STANDARD', name);
  await page.goto(`/console/machines/${name}/edit`);
  await page.getByRole('button', { name: 'Settings' }).click();
  const form = fields(page);
  await form.getByRole('button', { name: 'Go to Take' }).click();
  await expect(form.getByRole('textbox', { name: 'ResultPath' })).toHaveValue('$.order');
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  await form.getByRole('button', { name: 'Test state' }).click();
  const dialog = page.getByRole('dialog', { name: 'Test Take' });
  await dialog.getByRole('button', { name: 'Test', exact: true }).click();
  await expect(dialog.getByRole('region', { name: 'Outcome' })).toContainText('Failed.');
});

test('another query language takes what is written with it, in one step, and says what is left to do', async ({ page, create }) => {
  await edit(page, create, {
    StartAt: 'Send',
    States: {
      Send: { Type: 'Task', Resource: 'arn:aws:states:::sqs:sendMessage', Parameters: { 'QueueUrl.$': '$.queue', 'MessageBody.$': '$.order' }, ResultPath: '$.sent', Next: 'Id' },
      Id: { Type: 'Pass', Parameters: { 'id.$': 'States.UUID()' }, End: true },
    },
  });
  const form = fields(page);
  await form.getByRole('combobox', { name: 'QueryLanguage' }).selectOption('JSONata');
  await expect(form.getByRole('status').filter({ hasText: 'Id' })).toContainText('Id: Parameters');
  await expect.poll(() => written(page)).toEqual({
    QueryLanguage: 'JSONata',
    StartAt: 'Send',
    States: {
      Send: {
        Type: 'Task', Resource: 'arn:aws:states:::sqs:sendMessage', Next: 'Id',
        Arguments: { QueueUrl: '{% $states.input.queue %}', MessageBody: '{% $states.input.order %}' },
        Output: "{% $merge([$states.input, {'sent': $states.result}]) %}",
      },
      Id: { Type: 'Pass', Parameters: { 'id.$': 'States.UUID()' }, End: true },
    },
  });
  await page.getByRole('button', { name: 'Undo', exact: true }).click();
  await expect(form.getByRole('combobox', { name: 'QueryLanguage' })).toHaveValue('JSONPath');
  await expect(form.getByText('Id: Parameters')).toBeHidden();
  await expect(page.getByRole('button', { name: 'Saved' })).toBeDisabled();
});
