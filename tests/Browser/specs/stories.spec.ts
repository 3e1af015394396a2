import { type Call, ended, expect, test } from './console.ts';

/** A Choice by size, a Parallel, a Map, a Wait, and a Task that fails, is tried again and is caught. */
const order = {
  StartAt: 'Check',
  States: {
    Check: { Type: 'Pass', Parameters: { 'total.$': '$.total', items: [1, 2, 3] }, ResultPath: '$.order', Next: 'How big' },
    'How big': { Type: 'Choice', Choices: [{ Variable: '$.total', NumericGreaterThan: 100, Next: 'Approve' }], Default: 'Ship' },
    Approve: { Type: 'Wait', Seconds: 1, Next: 'Ship' },
    Ship: {
      Type: 'Parallel',
      Branches: [
        { StartAt: 'Pack', States: { Pack: { Type: 'Map', ItemsPath: '$.order.items', ItemProcessor: { StartAt: 'Wrap', States: { Wrap: { Type: 'Pass', End: true } } }, End: true } } },
        { StartAt: 'Label', States: { Label: { Type: 'Pass', Result: 'label', End: true } } },
      ],
      ResultPath: '$.shipped',
      Next: 'Notify',
    },
    Notify: {
      Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', Parameters: { FunctionName: 'nobody', 'Payload.$': '$.order' },
      Retry: [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 1, MaxAttempts: 1 }],
      Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.problem', Next: 'Done' }],
      Next: 'Done',
    },
    Done: { Type: 'Pass', OutputPath: '$.order', End: true },
  },
};

async function run(call: Call, stateMachineArn: string, input: object): Promise<string> {
  const { executionArn } = await call('StartExecution', { stateMachineArn, input: JSON.stringify(input) });
  await ended(call, executionArn as string);
  return executionArn as string;
}

function at(arn: string, tab: string, search = ''): string {
  return `/console/executions/${encodeURIComponent(arn)}/${tab}${search}`;
}

test('events are read, filtered, and gone to by their id and by keys', async ({ page, call, create }) => {
  const arn = await run(call, await create(order), { total: 250 });
  await page.goto(at(arn, 'events'));
  const list = page.getByRole('list', { name: 'Events' });
  await expect(list.getByRole('article', { name: 'Event 1: ExecutionStarted' })).toBeVisible();
  await expect(page).toHaveTitle(/FunctionsAsl/);

  await page.getByRole('combobox', { name: 'State', exact: true }).selectOption({ label: 'Wrap (6)' });
  await expect(list.getByRole('listitem')).toHaveCount(6);
  await expect(page).toHaveURL(/state=Wrap/);
  await page.getByRole('combobox', { name: 'Type', exact: true }).selectOption('PassStateExited');
  await expect(list.getByRole('listitem')).toHaveCount(3);

  // An event that the filter hides is shown all the same.
  await page.getByRole('spinbutton', { name: 'Event' }).fill('2');
  await page.getByRole('spinbutton', { name: 'Event' }).press('Enter');
  const second = list.getByRole('article', { name: 'Event 2: PassStateEntered' });
  await expect(second.getByRole('button', { expanded: true })).toBeFocused();
  await expect(second).toContainText('"total": 250');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(list.getByRole('article', { name: 'Event 3: PassStateExited' })).toContainText('follows event 2');
  await page.keyboard.press('End');
  await expect(list.getByRole('article', { name: /ExecutionSucceeded/ }).getByRole('button')).toBeFocused();

  await page.getByRole('combobox', { name: 'Type', exact: true }).selectOption({ label: 'Failures (2)' });
  await expect(list.getByRole('article', { name: /Task(Failed|TimedOut)/ })).toHaveCount(2);
  await page.getByRole('combobox', { name: 'Show', exact: true }).selectOption('Full');
  await expect(list.getByText('resourceType').first()).toBeVisible();
  await page.getByRole('combobox', { name: 'Show', exact: true }).selectOption('JSON');
  await expect(list.getByText('"previousEventId"').first()).toBeVisible();
  await list.getByRole('link', { name: 'In the graph' }).first().click();
  await expect(page.getByRole('heading', { name: 'Notify' })).toBeVisible();
});

test('the timeline shows what ran when, attempts and what they waited for', async ({ page, call, create }) => {
  const started = await call('StartExecution', { stateMachineArn: await create(order), input: '{"total":250}' });
  await page.goto(at(started['executionArn'] as string, 'timeline'));
  const list = page.getByRole('list', { name: 'States in time' });
  // It is followed while it runs.
  await expect(list.getByRole('button', { name: /^Done succeeded/ })).toBeVisible();
  await expect(list.getByRole('button', { name: /^Ship succeeded/ })).toBeVisible();
  await expect(list.getByRole('button', { name: /^Iteration 2/ })).toBeVisible();
  await expect(list.getByRole('button', { name: /^Notify error caught, .* 2 attempts/ })).toBeVisible();
  await expect(list.getByTitle(/^waits for a retry 2/)).toBeVisible();
  await expect(list.getByTitle(/^Attempt 1, .*: /)).toBeVisible();
  await expect(list.getByTitle(/^Wait, /)).toBeVisible();

  await list.getByRole('button', { name: 'What is within Pack' }).click();
  await expect(list.getByRole('button', { name: /^Iteration 2/ })).toHaveCount(0);
  await list.getByRole('button', { name: /^Approve/ }).click();
  await expect(page).toHaveURL(/visit=\d+/);
  await page.getByRole('button', { name: 'To the selected state' }).click();
  await expect(page.getByText('1×', { exact: true })).toHaveCount(0);
  await expect(list.getByTitle(/^Wait, /)).toBeInViewport();
  await page.getByRole('button', { name: 'All', exact: true }).click();

  // A state that the address names is shown, though it lies within another that was closed.
  await list.getByRole('button', { name: /^Approve/ }).focus();
  await page.keyboard.press('End');
  await expect(list.getByRole('button', { name: /^Done/ })).toBeFocused();
});

test('the data of a state is followed stage by stage', async ({ page, call, create }) => {
  const arn = await run(call, await create(order), { total: 250 });
  await page.goto(at(arn, 'data'));
  await page.getByRole('combobox', { name: 'State', exact: true }).selectOption('Check');
  const stages = page.getByRole('list', { name: 'Stages of the data' });
  await expect(stages.getByRole('listitem').filter({ hasText: 'After Parameters' })).toContainText('"total": 250');
  await expect(stages.getByRole('listitem').filter({ hasText: 'After ResultPath' })).toContainText('ResultPath: $.order');
  await expect(page.getByText('It goes on with How big.')).toBeVisible();

  await page.getByRole('combobox', { name: 'State', exact: true }).selectOption('Notify');
  await expect(page.getByText(/catcher 1 goes on with Done/)).toBeVisible();
  await page.getByRole('combobox', { name: 'Attempt' }).selectOption({ index: 0 });
  await expect(page.getByText(/retrier 1 tries again after 1.00 s/)).toBeVisible();

  await page.getByRole('combobox', { name: 'State', exact: true }).selectOption('Ship');
  await expect(stages.getByRole('listitem').filter({ hasText: /^Result/ })).toContainText('"label"');
  await page.getByRole('combobox', { name: 'State', exact: true }).selectOption('Approve');
  await expect(stages.getByRole('listitem').filter({ hasText: 'Output' })).toContainText('as before');
});

test('JSONata states show their arguments, output and variables', async ({ page, call, create }) => {
  const arn = await run(call, await create({
    QueryLanguage: 'JSONata',
    StartAt: 'Set',
    States: {
      Set: { Type: 'Pass', Assign: { tax: 1.2 }, Next: 'Sum' },
      Sum: { Type: 'Pass', Output: { sum: '{% $states.input.net * $tax %}', who: '{% $states.context.Execution.Name %}' }, End: true },
    },
  }), { net: 10 });
  await page.goto(at(arn, 'data'));
  await page.getByRole('combobox', { name: 'State', exact: true }).selectOption('Sum');
  const stages = page.getByRole('list', { name: 'Stages of the data' });
  await expect(stages.getByRole('listitem').filter({ hasText: 'Output' })).toContainText('"sum": 12');
  await expect(page.getByText(/reads the context object/)).toBeVisible();
  await expect(page.getByText('TestState came to another output')).toBeVisible();
  await page.getByText('Variables before it').click();
  await expect(page.getByRole('region', { name: 'Variables before it' })).toContainText('"tax": 1.2');
});

test('two executions are compared: where they part, their data and how long they took', async ({ page, call, create }) => {
  const machine = await create(order);
  const [small, big] = [await run(call, machine, { total: 5 }), await run(call, machine, { total: 250 })];
  const name = (arn: string): string => arn.slice(arn.lastIndexOf(':') + 1);
  await page.goto('/console/compare');
  await page.getByRole('combobox', { name: 'State machine' }).selectOption(name(machine));
  const side = (which: string) => page.getByRole('group', { name: which, exact: true });
  await side('Left').getByRole('combobox', { name: 'Recent executions' }).selectOption(small);
  await side('Right').getByLabel('Or its ARN').fill(big);
  await side('Right').getByRole('button', { name: 'Take it' }).click();
  await expect(page.getByText('The paths part after How big: left goes to Ship, right goes to Approve.')).toBeVisible();
  await expect(page.getByText(/^The data first differs in Check: input, output/)).toBeVisible();
  const rows = page.getByRole('list', { name: 'States of both' });
  await page.getByRole('listitem').filter({ hasText: 'The paths part' }).getByRole('button', { name: 'Show it' }).click();
  await expect(rows.getByRole('button', { name: /^Approve only right/ })).toBeFocused();
  await rows.getByRole('button', { name: /^Check/ }).click();
  const data = page.getByRole('region', { name: 'Data of Check' });
  await expect(data.getByText('"total": 5', { exact: false }).first()).toBeVisible();
  await expect(data.getByText('"total": 250', { exact: false }).first()).toBeVisible();
  await page.getByRole('button', { name: 'Swap sides' }).click();
  await expect(page.getByText('left goes to Approve, right goes to Ship.')).toBeVisible();
});

test.describe('in the dark', () => {
  test.use({ colorScheme: 'dark' });

  test('a history from AWS is imported and shown as one of this server', async ({ page, call, create }) => {
    const arn = await run(call, await create(order), { total: 250 });
    const { events } = await call<{ events: { timestamp: number }[] }>('GetExecutionHistory', { executionArn: arn, maxResults: 1000 });
    const exported = JSON.stringify({ events: events.map((event) => ({ ...event, timestamp: new Date(event.timestamp * 1000).toISOString() })) });
    await page.goto('/console/import');
    const source = (which: RegExp) => page.getByRole('group', { name: which });
    await source(/^History/).getByLabel('Or paste it').fill('{"events": [{}]}');
    await page.getByRole('button', { name: 'Show it' }).click();
    await expect(page.getByRole('alert')).toContainText('Event number 1 of this history has no number as its "id".');

    await source(/^History/).getByLabel(/Choose a file/).setInputFiles({ name: 'history.json', mimeType: 'application/json', buffer: Buffer.from(exported) });
    await source(/^Definition/).getByLabel('Or paste it').fill(JSON.stringify(order));
    await page.getByRole('button', { name: 'Show it' }).click();
    await expect(page.getByText('Succeeded', { exact: true })).toBeVisible();
    await page.getByRole('link', { name: 'Timeline' }).click();
    await expect(page.getByRole('button', { name: /^Notify error caught/ })).toBeVisible();
    await page.getByRole('link', { name: 'Events', exact: true }).click();
    await expect(page.getByRole('article', { name: 'Event 1: ExecutionStarted' })).toBeVisible();
    await page.getByRole('link', { name: 'Data flow' }).click();
    await expect(page.getByRole('list', { name: 'Stages of the data' })).toBeVisible();
  });
});

test.describe('on a narrow page in the dark', () => {
  test.use({ viewport: { width: 390, height: 844 }, colorScheme: 'dark' });

  test('timeline, events and comparison fit', async ({ page, call, create }) => {
    const machine = await create(order);
    const [small, big] = [await run(call, machine, { total: 5 }), await run(call, machine, { total: 250 })];
    const fits = async (): Promise<void> => expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    await page.goto(at(big, 'timeline'));
    await expect(page.getByRole('button', { name: /^Notify/ })).toBeVisible();
    await fits();
    await page.goto(at(big, 'events'));
    await expect(page.getByRole('article', { name: 'Event 1: ExecutionStarted' })).toBeVisible();
    await fits();
    await page.goto(`/console/compare?${new URLSearchParams({ left: small, right: big })}`);
    await page.getByRole('button', { name: /^Check/ }).click();
    await expect(page.getByRole('region', { name: 'Data of Check' }).getByText('"total": 250').first()).toBeVisible();
    await fits();
  });
});

test('25,000 events open and scroll', async ({ page }, info) => {
  const events: object[] = [{ id: 1, previousEventId: 0, timestamp: 1736937000, type: 'ExecutionStarted', executionStartedEventDetails: { input: '{}' } }];
  for (let id = 2; id < 25_000; id += 2) {
    const timestamp = 1736937000 + id / 10;
    const name = `Step ${(id / 2) % 50}`;
    events.push({ id, previousEventId: id === 2 ? 0 : id - 1, timestamp, type: 'PassStateEntered', stateEnteredEventDetails: { name, input: `{"step":${id}}` } });
    events.push({ id: id + 1, previousEventId: id, timestamp, type: 'PassStateExited', stateExitedEventDetails: { name, output: `{"step":${id}}` } });
  }

  events.push({ id: 25_000, previousEventId: 24_999, timestamp: 1736940000, type: 'ExecutionSucceeded', executionSucceededEventDetails: { output: '{}' } });
  await page.goto('/console/import?tab=events');
  await page.getByLabel(/Choose a file/).first().setInputFiles({ name: 'long.json', mimeType: 'application/json', buffer: Buffer.from(JSON.stringify({ events })) });
  const button = page.getByRole('button', { name: 'Show it' });
  await expect(button).toBeEnabled();
  await page.evaluate(() => {
    const tasks: number[] = [];
    Object.assign(window, { tasks });
    new PerformanceObserver((list) => tasks.push(...list.getEntries().map((entry) => entry.duration))).observe({ type: 'longtask' });
  });
  const longest = (): Promise<number> => page.evaluate(() => Math.max(0, ...(window as unknown as { tasks: number[] }).tasks.splice(0)));
  const scroll = async (name: string): Promise<number> => {
    await page.getByRole('list', { name }).hover();
    for (let i = 0; i < 60; i++) {
      await page.mouse.wheel(0, i < 30 ? 900 : 40_000);
    }

    return longest();
  };
  const began = Date.now();
  await button.click();
  await expect(page.getByRole('article', { name: 'Event 1: ExecutionStarted' })).toBeVisible();
  const opened = Date.now() - began;
  await longest();
  const ofEvents = await scroll('Events');
  await page.getByRole('spinbutton', { name: 'Event' }).fill('20001');
  await page.getByRole('button', { name: 'Go to it' }).click();
  await expect(page.getByRole('article', { name: 'Event 20001: PassStateExited' })).toBeInViewport();
  await page.getByRole('link', { name: 'Timeline' }).click();
  await expect(page.getByRole('button', { name: /^Step 1 / }).first()).toBeVisible();
  await longest();
  const ofTimeline = await scroll('States in time');
  const measured = `25,000 events: opened in ${opened} ms; longest task while scrolling events ${ofEvents} ms, the timeline ${ofTimeline} ms`;
  info.annotations.push({ type: 'measured', description: measured });
  console.log(measured);
});
