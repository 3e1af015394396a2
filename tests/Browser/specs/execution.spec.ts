import type { Page } from '@playwright/test';
import { type Call, ended, expect, test } from './console.ts';

/** Starts an execution. @returns Its ARN. */
async function start(call: Call, stateMachineArn: string, input: object = {}): Promise<string> {
  return (await call('StartExecution', { stateMachineArn, input: JSON.stringify(input) }))['executionArn'];
}

async function open(page: Page, arn: string, tab = ''): Promise<void> {
  await page.goto(`/console/executions/${encodeURIComponent(arn)}${tab}`);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(arn.split(':').at(-1)!);
}

const detail = (page: Page) => page.getByRole('region', { name: 'State', exact: true });
// Its type, what became of it, and its name.
const state = (page: Page, name: string) => page.getByRole('button', { name: new RegExp(`^\\w+( · .*)? ${name}$`) });

/** The third of four items fails, the others pass through. */
const map = {
  StartAt: 'First',
  States: {
    First: { Type: 'Pass', Result: [{ n: 0 }, { n: 1 }, { n: 2 }, { n: 3 }], Assign: { kept: 'yes' }, Next: 'Each' },
    Each: {
      Type: 'Map', MaxConcurrency: 1, Catch: [{ ErrorEquals: ['Odd'], Next: 'Caught' }], Next: 'Caught',
      ItemProcessor: {
        StartAt: 'Is it two',
        States: {
          'Is it two': { Type: 'Choice', Choices: [{ Variable: '$.n', NumericEquals: 2, Next: 'No' }], Default: 'Yes' },
          No: { Type: 'Fail', Error: 'Odd', Cause: 'not this one' },
          Yes: { Type: 'Pass', Parameters: { 'got.$': '$.n' }, End: true },
        },
      },
    },
    Caught: { Type: 'Pass', End: true },
  },
};

test('a click on a state shows its data, and the address has it', async ({ page, call, create }) => {
  const arn = await start(call, await create(map), { hello: 'there' });
  await ended(call, arn);
  await open(page, arn);
  await expect(page.getByText('Succeeded').first()).toBeVisible();
  await state(page, 'First').click();
  await expect(detail(page).getByRole('heading', { level: 2 })).toHaveText('First');
  await expect(detail(page).getByRole('region', { name: 'Input' })).toContainText('"hello": "there"');
  await expect(detail(page).getByRole('region', { name: 'Output' })).toContainText('"n": 3');
  await detail(page).getByText('Assigned variables (1)').click();
  await expect(detail(page).getByRole('region', { name: '$kept' })).toHaveText('"yes"');
  await expect(page).toHaveURL(/\?visit=2$/);
  await page.reload();
  await expect(detail(page).getByRole('heading', { level: 2 })).toHaveText('First');
  await expect(state(page, 'First')).toHaveAttribute('aria-pressed', 'true');
  await expect(state(page, 'Each')).toContainText('error caught');
});

test('the picker of a Map jumps to the iteration that failed, and to any other', async ({ page, call, create }) => {
  const arn = await start(call, await create(map));
  await ended(call, arn);
  await open(page, arn);
  await state(page, 'Each').click();
  const iterations = detail(page).getByRole('region', { name: 'Iterations' });
  await expect(iterations).toContainText('4 in all');
  await expect(iterations).toContainText('1 failed');
  await iterations.getByRole('button', { name: 'First failed' }).click();
  await expect(detail(page).getByRole('heading', { level: 2 })).toHaveText('No');
  await expect(detail(page)).toContainText('not this one');
  const within = detail(page).getByRole('navigation', { name: 'Where it lies' });
  await expect(within.getByLabel('Iteration', { exact: true }).locator('option:checked')).toHaveText('#2 (failed)');
  await within.getByLabel('Iteration', { exact: true }).selectOption('#0 (succeeded)');
  await expect(detail(page).getByRole('heading', { level: 2 })).toHaveText('Yes');
  await expect(detail(page).getByRole('region', { name: 'Input' })).toContainText('"n": 0');
  await within.getByRole('button', { name: 'Iteration after' }).click();
  await expect(detail(page).getByRole('region', { name: 'Input' })).toContainText('"n": 1');
  await state(page, 'Is it two').click();
  await expect(detail(page).getByRole('region', { name: 'Input' })).toContainText('"n": 1');
});

test('a state that is tried again shows each attempt', async ({ page, call, create }) => {
  const arn = await start(call, await create({
    StartAt: 'Call',
    States: {
      Call: {
        Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', Parameters: { FunctionName: 'nowhere', 'Payload.$': '$' },
        Retry: [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 1, MaxAttempts: 1 }], End: true,
      },
    },
  }));
  const { error } = await ended(call, arn);
  await open(page, arn);
  await expect(page.locator('.execution-error').first()).toContainText(error);
  await state(page, 'Call').click();
  const attempts = detail(page).getByRole('region', { name: '2 attempts' });
  await expect(attempts.getByText('Attempt 1')).toBeVisible();
  await expect(attempts.getByText('Waited before it')).toBeVisible();
  await expect(attempts.getByRole('region', { name: 'Arguments 2' })).toContainText('nowhere');
  await expect(attempts.getByText(error).last()).toBeVisible();
});

test('an execution is followed as it runs, stopped, redriven and started again', async ({ page, call, create }) => {
  const arn = await start(call, await create({
    StartAt: 'Short',
    States: {
      Short: { Type: 'Wait', Seconds: 3, Next: 'Long' },
      Long: { Type: 'Wait', SecondsPath: '$.seconds', Next: 'End' },
      End: { Type: 'Succeed' },
    },
  }), { seconds: 5000 });
  await open(page, arn);
  await expect(state(page, 'Short')).toContainText('running');
  await expect(state(page, 'Long')).toContainText('running');
  await expect(state(page, 'Short')).toContainText('succeeded');

  await page.getByRole('button', { name: 'Stop', exact: true }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel(/^Error/).fill('Enough');
  await dialog.getByLabel(/^Cause/).fill('it takes too long');
  await dialog.getByRole('button', { name: 'Stop', exact: true }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByText('Stopped').first()).toBeVisible();
  await expect(page.getByText('it takes too long')).toBeVisible();
  await expect(state(page, 'Long')).toContainText('stopped');

  await page.getByRole('button', { name: 'Redrive' }).click();
  await expect(page.getByText('Running', { exact: true }).first()).toBeVisible();
  await expect(page.getByText('Redrives')).toBeVisible();
  await expect(state(page, 'Long')).toContainText('running');

  await page.getByRole('button', { name: 'Start again' }).click();
  const again = page.getByRole('dialog');
  await expect(again.getByText('5000')).toBeVisible();
  await again.getByRole('button', { name: 'Start', exact: true }).click();
  await expect(page).not.toHaveURL(new RegExp(encodeURIComponent(arn.split(':').at(-1)!)));
  const second = decodeURIComponent(page.url().split('/').at(-1)!);
  expect(second).not.toBe(arn);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(second.split(':').at(-1)!);
  for (const executionArn of [arn, second]) {
    await call('StopExecution', { executionArn });
  }
});

test('what succeeded cannot be redriven, and what started another leads to it', async ({ page, call, create }) => {
  const child = await create({ StartAt: 'Only', States: { Only: { Type: 'Pass', End: true } } });
  const arn = await start(call, await create({
    StartAt: 'Start it',
    States: {
      'Start it': {
        Type: 'Task', Resource: 'arn:aws:states:::states:startExecution', End: true,
        Parameters: { StateMachineArn: child, Input: { 'AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID.$': '$$.Execution.Id' } },
      },
    },
  }));
  await ended(call, arn);
  await open(page, arn);
  await expect(page.getByRole('button', { name: 'Redrive' })).toHaveCount(0);
  await state(page, 'Start it').click();
  await detail(page).locator('dt', { hasText: 'Started execution' }).locator('xpath=..').getByRole('link').click();
  await expect(page.getByRole('heading', { level: 1 })).not.toHaveText(arn.split(':').at(-1)!);
  await page.locator('dt', { hasText: 'Started by' }).locator('xpath=..').getByRole('link').click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(arn.split(':').at(-1)!);
});

test('a Distributed Map leads to its run', async ({ page, call, create }) => {
  const arn = await start(call, await create({
    StartAt: 'Each',
    States: {
      Each: {
        Type: 'Map', End: true, Label: 'Each',
        ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' }, StartAt: 'In', States: { In: { Type: 'Pass', End: true } } },
      },
    },
  }), [1, 2]);
  await ended(call, arn);
  await open(page, arn);
  await state(page, 'Each').click();
  await detail(page).locator('dt', { hasText: 'Map Run' }).locator('xpath=..').getByRole('link').click();
  await expect(page).toHaveURL(/\/map-runs\//);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
});

test('an Express execution says that it has no history', async ({ page }) => {
  const arn = 'arn:aws:states:us-east-1:123456789012:express:quick:one:two';
  await page.goto(`/console/executions/${encodeURIComponent(arn)}`);
  await expect(page.getByText('Express executions have no history.')).toBeVisible();
  await expect(page.getByRole('link', { name: 'To the state machine' })).toHaveAttribute('href', '/console/machines/quick');
});

test('the graph is gone through by the keyboard', async ({ page, call, create }) => {
  const arn = await start(call, await create(map));
  await ended(call, arn);
  await open(page, arn);
  await state(page, 'First').focus();
  await page.keyboard.press('ArrowDown');
  await expect(state(page, 'Each')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(detail(page).getByRole('heading', { level: 2 })).toHaveText('Each');
  await page.keyboard.press('ArrowDown');
  await expect(state(page, 'Caught')).toBeFocused();
  const toggle = page.getByRole('button', { name: 'What is inside Each' });
  await expect(toggle).toHaveAttribute('aria-expanded', 'true');
  await toggle.press('Enter');
  await expect(state(page, 'Yes')).toHaveCount(0);
  await toggle.press('Enter');
  await expect(state(page, 'Yes')).toBeVisible();
  await page.getByRole('button', { name: 'Zoom in' }).press('Enter');
  await page.getByRole('button', { name: 'Fit' }).press('Enter');
});

test('all of it is there on a small screen, and in the dark', async ({ page, call, create }) => {
  await page.setViewportSize({ width: 390, height: 800 });
  await page.emulateMedia({ colorScheme: 'dark' });
  const arn = await start(call, await create(map), { text: '<b>bold</b><script>alert(1)</script>' });
  await ended(call, arn);
  await open(page, arn);
  await expect(state(page, 'Each')).toBeVisible();
  await state(page, 'First').click();
  await expect(detail(page).getByRole('region', { name: 'Input' })).toContainText('<b>bold</b>');
  await detail(page).getByRole('region', { name: 'Output' }).scrollIntoViewIfNeeded();
  expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(0);
  await page.getByRole('link', { name: 'Definition' }).click();
  await expect(page).toHaveURL(/\/definition\?visit=2$/);
});

test('of many iterations one is chosen by its number', async ({ page, call, create }) => {
  const arn = await start(call, await create({
    StartAt: 'Many',
    States: {
      Many: {
        Type: 'Map', ItemsPath: '$.items', End: true,
        ItemProcessor: {
          StartAt: 'Is it late',
          States: {
            'Is it late': { Type: 'Choice', Choices: [{ Variable: '$', NumericEquals: 119, Next: 'Late' }], Default: 'Good' },
            Late: { Type: 'Fail', Error: 'Late', Cause: 'the last one' },
            Good: { Type: 'Pass', End: true },
          },
        },
      },
    },
  }), { items: Array.from({ length: 120 }, (_, i) => i) });
  expect((await ended(call, arn))['status']).toBe('FAILED');
  await open(page, arn);
  await page.getByRole('button', { name: 'Show what failed: Late' }).click();
  await expect(detail(page)).toContainText('the last one');
  const number = detail(page).getByLabel('Iteration', { exact: true });
  await expect(number).toHaveValue('119');
  await number.fill('114');
  await number.press('Enter');
  await expect(detail(page).getByRole('region', { name: 'Input' })).toHaveText('114');
  await detail(page).getByRole('button', { name: 'Next failed' }).click();
  await expect(number).toHaveValue('119');
});

test('what is gone is not asked for again and again', async ({ page, call, create }) => {
  const arn = await start(call, await create({ StartAt: 'A', States: { A: { Type: 'Wait', Seconds: 600, End: true } } }));
  await page.clock.install();
  await open(page, arn);
  await expect(page.getByText('Running').first()).toBeVisible();
  await page.route('**/operations/DescribeExecution', (route) => route.fulfill({ status: 400, json: { error: 'ExecutionDoesNotExist', message: 'It is no more.' } }));
  await expect.poll(async () => {
    await page.clock.fastForward(2000);
    return page.getByRole('alert').count();
  }).toBe(1);
  await expect(page.getByRole('alert')).toContainText('It is no more.');
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  await page.clock.fastForward(20_000);
  await page.evaluate(() => fetch('/console/last'));
  expect(asked.filter((url) => /Describe|GetExecutionHistory/.test(url))).toEqual([]);
  await page.unroute('**/operations/DescribeExecution');
  await page.getByRole('alert').getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByRole('alert')).toBeHidden();
  await call('StopExecution', { executionArn: arn });
});
