import type { Page } from '@playwright/test';
import { type Call, ended, expect, expectAccessible, test, uniqueName } from './console.ts';

const pass = { StartAt: 'Hi', States: { Hi: { Type: 'Pass', End: true } } };
const wait = { StartAt: 'Long', States: { Long: { Type: 'Wait', Seconds: 600, End: true } } };
const fail = { StartAt: 'No', States: { No: { Type: 'Fail', Error: 'Order.Refused', Cause: 'There is none left.' } } };

/** Each item ends as it says; those that are told to wait. */
const distributed = {
  StartAt: 'Each',
  States: {
    Each: {
      Type: 'Map',
      ToleratedFailurePercentage: 60,
      ItemProcessor: {
        ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
        StartAt: 'Which',
        States: {
          Which: {
            Type: 'Choice',
            Choices: [
              { Variable: '$.does', StringEquals: 'fail', Next: 'Bad' },
              { Variable: '$.does', StringEquals: 'wait', Next: 'Long' },
            ],
            Default: 'Good',
          },
          Good: { Type: 'Pass', End: true },
          Bad: { Type: 'Fail', Error: 'Item.Bad', Cause: 'It has no price.' },
          Long: { Type: 'Wait', Seconds: 600, End: true },
        },
      },
      End: true,
    },
  },
};

const nameOf = (arn: string): string => arn.slice(arn.lastIndexOf(':') + 1);

async function start(call: Call, stateMachineArn: string, input: unknown = {}, name = uniqueName('e')): Promise<string> {
  const { executionArn } = await call('StartExecution', { stateMachineArn, name, input: JSON.stringify(input) });
  return executionArn as string;
}

async function openMachine(page: Page, arn: string, rest = ''): Promise<void> {
  await page.goto(`/console/machines/${nameOf(arn)}${rest}`);
  await expect(page.getByRole('heading', { level: 1, name: nameOf(arn) })).toBeVisible();
}

test('state machines are found by name and type, and opened with the keyboard', async ({ page, create }) => {
  const name = uniqueName('findable');
  await create(pass, 'STANDARD', `${name}-a`);
  await create(pass, 'EXPRESS', `${name}-b`);
  await page.goto('/console/');
  const list = page.getByRole('table', { name: 'State machines' });
  await page.getByRole('searchbox', { name: 'Name' }).fill(name.toUpperCase());
  await expect(list.getByRole('link')).toHaveText([`${name}-a`, `${name}-b`]);
  await page.getByRole('combobox', { name: 'Type' }).selectOption('Express');
  await expect(list.getByRole('link')).toHaveText([`${name}-b`]);
  await page.reload();
  await expect(list.getByRole('link')).toHaveText([`${name}-b`]);
  await list.getByRole('link').focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: `${name}-b` })).toBeVisible();
  await expect(page.getByText('Express executions are not listed.')).toBeVisible();
});

test('a search without a hit says how to see everything again', async ({ page, create }) => {
  const arn = await create(pass);
  await page.goto('/console/?name=no-machine-has-this-name');
  await page.getByRole('button', { name: 'Show all' }).click();
  const search = page.getByRole('searchbox', { name: 'Name' });
  await expect(search).toHaveValue('');
  await expect(page.getByRole('table', { name: 'State machines' })).toBeVisible();
  // There may be more of them than are in sight.
  await search.fill(nameOf(arn));
  await expect(page.getByRole('link', { name: nameOf(arn) })).toBeVisible();
});

test('an execution is started with checked input, and the input is remembered', async ({ page, create }) => {
  const arn = await create(pass);
  await openMachine(page, arn);
  await page.getByRole('button', { name: 'Start execution' }).click();
  const dialog = page.getByRole('dialog', { name: 'Start execution' });
  const input = dialog.getByRole('textbox', { name: 'Input' });
  await input.fill('{"order": 1');
  await expect(dialog.getByText('The input is no JSON')).toBeVisible();
  await expect(dialog.getByRole('button', { name: 'Start', exact: true })).toBeDisabled();
  await input.fill('{"order": 17}');
  await expectAccessible(page);
  const name = uniqueName('by-hand');
  await dialog.getByRole('textbox', { name: 'Name' }).fill(name);
  await dialog.getByRole('button', { name: 'Start', exact: true }).click();
  await expect(page).toHaveURL(new RegExp(`/executions/.*${name}$`));

  await openMachine(page, arn);
  await expect(page.getByRole('link', { name })).toBeVisible();
  await page.getByRole('button', { name: 'Start execution' }).click();
  await expect(input).toContainText('"order": 17');
  await input.fill('[]');
  await dialog.getByRole('combobox', { name: 'Last inputs' }).selectOption({ index: 1 });
  await expect(input).toContainText('"order": 17');
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
});

test('an Express execution is waited for, and its result is shown', async ({ page, create }) => {
  const choice = {
    StartAt: 'Which',
    States: {
      Which: { Type: 'Choice', Choices: [{ Variable: '$.fail', IsPresent: true, Next: 'No' }], Default: 'Hi' },
      Hi: { Type: 'Pass', Result: 'hello', End: true },
      No: fail.States.No,
    },
  };
  const arn = await create(choice, 'EXPRESS');
  await openMachine(page, arn);
  await page.getByRole('button', { name: 'Start execution' }).click();
  const dialog = page.getByRole('dialog', { name: 'Start execution' });
  await dialog.getByRole('button', { name: 'Start', exact: true }).click();
  const result = dialog.getByRole('region', { name: 'Result' });
  await expect(result.getByText('Succeeded')).toBeVisible();
  await expect(result.getByRole('region', { name: 'Output' })).toHaveText('"hello"');
  await dialog.getByRole('textbox', { name: 'Input' }).fill('{"fail": true}');
  await dialog.getByRole('button', { name: 'Start', exact: true }).click();
  await expect(result.getByText('Order.Refused')).toBeVisible();
});

test('executions appear and change by themselves, and are filtered by status, name and time', async ({ page, create, call }) => {
  const choice = {
    StartAt: 'Which',
    States: {
      Which: { Type: 'Choice', Choices: [{ Variable: '$.fail', IsPresent: true, Next: 'No' }], Default: 'Long' },
      Long: wait.States.Long,
      No: fail.States.No,
    },
  };
  const arn = await create(choice);
  await openMachine(page, arn);
  await expect(page.getByText('There is no execution yet.')).toBeVisible();
  const long = await start(call, arn, {}, uniqueName('long'));
  await start(call, arn, { fail: true }, uniqueName('bad'));
  const list = page.getByRole('table');
  await expect(list.getByRole('row').filter({ hasText: 'Running' })).toHaveCount(1);
  await expect(list.getByRole('row').filter({ hasText: 'Failed' })).toHaveCount(1);

  const search = page.getByRole('search', { name: 'Filter executions' });
  await search.getByRole('combobox', { name: 'Status' }).selectOption('Failed');
  await expect(list.getByRole('link')).toHaveText([/^bad-/]);
  await search.getByRole('combobox', { name: 'Status' }).selectOption('Any');
  await search.getByRole('searchbox', { name: 'Name' }).fill('LONG-');
  await expect(list.getByRole('link')).toHaveText([/^long-/]);
  await expect(page).toHaveURL(/name=LONG-/);
  await call('StopExecution', { executionArn: long });
  await expect(list.getByRole('row').filter({ hasText: 'Stopped' })).toHaveCount(1);
  await search.getByLabel('Started until').fill('2020-01-01T00:00');
  await expect(page.getByText('No execution was found that is looked for.')).toBeVisible();
  await search.getByLabel('Started until').fill('');
  await search.getByLabel('Started from').fill('2020-01-01T00:00');
  await expect(list.getByRole('link')).toHaveText([/^long-/]);
});

test('an execution beyond the first page is found by its name', async ({ page, create, call }) => {
  const arn = await create(pass);
  const first = await start(call, arn, {}, uniqueName('the-very-first'));
  await ended(call, first);
  for (let i = 0; i < 6; i++) {
    await Promise.all(Array.from({ length: 20 }, () => start(call, arn)));
  }

  await openMachine(page, arn);
  await expect(page.getByText('100 or more executions')).toBeVisible();
  await page.getByRole('searchbox', { name: 'Name' }).fill('very-first');
  await expect(page.getByRole('table').getByRole('link')).toHaveText([nameOf(first)]);
  await page.getByRole('searchbox', { name: 'Name' }).fill('');
  await expect(page.getByText('121 executions')).toBeVisible();
});

test('several executions are stopped, and then redriven, at once', async ({ page, create, call }) => {
  const arn = await create(wait);
  for (let i = 0; i < 3; i++) {
    await start(call, arn);
  }

  await openMachine(page, arn);
  const list = page.getByRole('table', { name: 'Executions of' });
  await expect(list.getByText('Running')).toHaveCount(3);
  await list.getByRole('checkbox', { name: 'Select all in the list' }).check();
  await page.getByRole('button', { name: 'Stop selected' }).click();
  const stopping = page.getByRole('dialog', { name: 'Stop executions' });
  await stopping.getByRole('textbox', { name: 'Cause' }).fill('By the test');
  await stopping.getByRole('button', { name: 'Stop 3' }).click();
  await expect(stopping.getByText('3 of 3 done')).toBeVisible();
  await expect(stopping.getByRole('cell', { name: 'Stopped' })).toHaveCount(3);
  await expectAccessible(page);
  await stopping.getByRole('button', { name: 'Close' }).click();
  await expect(list.getByText('Stopped')).toHaveCount(3);
  const { executions } = await call('ListExecutions', { stateMachineArn: arn });
  expect((await call('DescribeExecution', { executionArn: executions[0].executionArn }))['cause']).toBe('By the test');

  // One runs again already: it is left alone.
  await list.getByRole('checkbox', { name: /^Select / }).nth(1).check();
  await page.getByRole('button', { name: 'Redrive selected' }).click();
  const redriving = page.getByRole('dialog', { name: 'Redrive executions' });
  await redriving.getByRole('button', { name: 'Redrive 1' }).click();
  await expect(redriving.getByText('1 of 1 done')).toBeVisible();
  await redriving.getByRole('button', { name: 'Close' }).click();
  await expect(list.getByText('Running')).toHaveCount(1);
  await list.getByRole('checkbox', { name: 'Select all in the list' }).check();
  await page.getByRole('button', { name: 'Redrive selected' }).click();
  await redriving.getByRole('button', { name: 'Redrive 2' }).click();
  await expect(redriving.getByRole('cell', { name: 'Redriven' })).toHaveCount(2);
  await expect(redriving.getByRole('cell', { name: 'Left alone: Running' })).toHaveCount(1);
  await redriving.getByRole('button', { name: 'Close' }).click();
  await expect(list.getByText('Running')).toHaveCount(3);
  for (const { executionArn } of executions) {
    await call('StopExecution', { executionArn });
  }
});

test('a definition is a graph beside its text, and a state shows its own', async ({ page, create }) => {
  const arn = await create({ StartAt: 'First', States: { First: { Type: 'Pass', Next: 'Second' }, Second: { Type: 'Succeed' } } });
  await openMachine(page, arn);
  await page.getByRole('navigation', { name: 'State machine' }).getByRole('link', { name: 'Definition' }).click();
  await expect(page).toHaveURL(/\/definition$/);
  await expect(page.getByRole('textbox', { name: 'Definition' })).toContainText('"StartAt": "First"');
  await page.getByText('Second', { exact: true }).first().click();
  await expect(page.getByRole('heading', { name: 'Second (Succeed)' })).toBeVisible();
  await expect(page.getByRole('textbox', { name: 'Second (Succeed)' })).not.toContainText('StartAt');
  await page.getByRole('button', { name: 'Show all' }).click();
  await expect(page.getByRole('textbox', { name: 'Definition' })).toContainText('"StartAt": "First"');
});

test('versions are published and looked at, and aliases say where they lead', async ({ page, create, call }) => {
  const arn = await create(pass);
  await openMachine(page, arn, '/versions');
  await expect(page.getByText('No version is published.')).toBeVisible();
  await page.getByRole('button', { name: 'Publish a version' }).click();
  const dialog = page.getByRole('dialog', { name: 'Publish a version' });
  await dialog.getByRole('textbox', { name: 'Description' }).fill('The first one');
  await dialog.getByRole('button', { name: 'Publish a version' }).click();
  await expect(page.getByRole('table', { name: 'Versions' }).getByRole('cell', { name: '1', exact: true })).toBeVisible();
  await call('UpdateStateMachine', { stateMachineArn: arn, definition: JSON.stringify(fail), publish: true });
  await call('CreateStateMachineAlias', {
    name: 'live',
    routingConfiguration: [{ stateMachineVersionArn: `${arn}:1`, weight: 90 }, { stateMachineVersionArn: `${arn}:2`, weight: 10 }],
  });
  await page.reload();
  const aliases = page.getByRole('table', { name: 'Aliases' });
  await expect(aliases).toContainText('Version 1: 90 %');
  await expect(aliases).toContainText('Version 2: 10 %');
  await page.getByRole('link', { name: 'Definition of 1', exact: true }).click();
  await expect(page.getByRole('textbox', { name: 'Definition' })).toContainText('"Hi"');
  await expect(page.getByText('The first one')).toBeVisible();
  await page.getByRole('combobox', { name: 'Of' }).selectOption('Version 2');
  await expect(page.getByRole('textbox', { name: 'Definition' })).toContainText('Order.Refused');

  // An execution of the alias is one of it, and one of the machine is not.
  await start(call, arn, {}, uniqueName('plain'));
  await start(call, `${arn}:live`, {}, uniqueName('aliased'));
  await openMachine(page, arn, '?of=live');
  await expect(page.getByRole('table', { name: 'Executions of' }).getByRole('link')).toHaveText([/^aliased-/]);
});

test('a Map Run shows its counters, and what failed first with its error', async ({ page, create, call }) => {
  const arn = await create(distributed);
  const execution = await start(call, arn, [{ does: 'pass' }, { does: 'fail' }, { does: 'pass' }]);
  await ended(call, execution);
  const { mapRuns } = await call('ListMapRuns', { executionArn: execution });
  await page.goto(`/console/map-runs/${encodeURIComponent(mapRuns[0].mapRunArn)}`);
  await expect(page.getByText('3 of 3 items have ended')).toBeVisible();
  const counters = page.getByRole('table', { name: 'Counters' });
  await expect(counters.getByRole('row', { name: /^Items 3 0 0 2 1 0 0/ })).toBeVisible();
  const children = page.getByRole('table', { name: 'Child executions' });
  await expect(children.getByRole('row')).toHaveCount(2);
  await expect(children).toContainText('Item.Bad: It has no price.');
  await page.getByRole('combobox', { name: 'Status' }).selectOption('All (3)');
  await expect(children.getByRole('row')).toHaveCount(4);
  await expect(page.getByRole('link', { name: nameOf(execution) }).first()).toHaveAttribute('href', `/console/executions/${encodeURIComponent(execution)}`);
});

test('the concurrency and the tolerated failures of a running Map Run are changed', async ({ page, create, call }) => {
  const arn = await create(distributed);
  const execution = await start(call, arn, [{ does: 'wait' }, { does: 'wait' }]);
  let mapRunArn = '';
  await expect.poll(async () => {
    const { mapRuns } = await call('ListMapRuns', { executionArn: execution });
    mapRunArn = mapRuns[0]?.mapRunArn ?? '';
    return mapRunArn;
  }).not.toBe('');
  await page.goto(`/console/map-runs/${encodeURIComponent(mapRunArn)}`);
  await expect(page.getByText('Running').first()).toBeVisible();
  await page.getByRole('button', { name: 'Change settings' }).click();
  const dialog = page.getByRole('dialog', { name: 'Change settings' });
  await dialog.getByRole('spinbutton', { name: 'Children at once' }).fill('7');
  await dialog.getByRole('spinbutton', { name: 'Percentage of failed items tolerated' }).fill('12.5');
  await expectAccessible(page);
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByText('12.5 %')).toBeVisible();
  expect(await call('DescribeMapRun', { mapRunArn })).toMatchObject({ maxConcurrency: 7, toleratedFailurePercentage: 12.5 });
  await call('StopExecution', { executionArn: execution });
  await expect(page.getByRole('button', { name: 'Change settings' })).toBeHidden();
  await expect(page.getByRole('link', { name: 'redrive the execution' })).toBeVisible();
});

test.describe('on a phone, in the dark', () => {
  test.use({ viewport: { width: 390, height: 800 }, colorScheme: 'dark' });

  test('the list of executions, starting and stopping fit', async ({ page, create, call }) => {
    const arn = await create(wait, 'STANDARD', uniqueName('a-machine-with-a-rather-long-name-of-its-own'));
    const execution = await start(call, arn);
    await openMachine(page, arn);
    const list = page.getByRole('table', { name: 'Executions of' });
    await expect(list.getByText('Running')).toBeVisible();
    await expectFits(page);
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Start execution' }).click();
    await expect(page.getByRole('textbox', { name: 'Input' })).toBeVisible();
    await expectFits(page);
    await expectAccessible(page);
    await page.keyboard.press('Escape');
    await list.getByRole('checkbox', { name: `Select ${nameOf(execution)}` }).check();
    await page.getByRole('button', { name: 'Stop selected' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Stop 1' }).click();
    await expect(page.getByRole('dialog').getByText('1 of 1 done')).toBeVisible();
    await expectFits(page);
    await page.keyboard.press('Escape');
    await page.goto('/console/');
    await expect(page.getByRole('table', { name: 'State machines' })).toBeVisible();
    await expectFits(page);
  });
});

/** Nothing of the page stands beside the window. */
async function expectFits(page: Page): Promise<void> {
  expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBeLessThanOrEqual(0);
}
