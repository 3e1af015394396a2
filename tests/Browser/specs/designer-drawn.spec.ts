import type { Locator } from '@playwright/test';
import { type Call, ended, expect, test, uniqueName } from './console.ts';
import { drawOrder, Drawing, sample } from './drawing.ts';
import { type Hand, Keyboard, Pointer } from './hands.ts';

const order = JSON.parse(sample('order.asl.json'));

// What moves would have to be waited for.
test.use({ contextOptions: { reducedMotion: 'reduce' }, actionTimeout: 30_000 });

for (const [way, handOf] of [['pointer', (page) => new Pointer(page)], ['keyboard alone', (page) => new Keyboard(page)]] as [string, (page: Hand['page']) => Hand][]) {
  test(`the order sample is drawn from an empty page with the ${way}, mended, tested, run, published, compared, undone and done again`, async ({ page, call }) => {
    // Hundreds of fields, each as a person would come to it.
    test.setTimeout(900_000);
    const hand = handOf(page);
    const drawing = new Drawing(hand);
    await openEmpty(hand, 'JSONPath');
    await drawOrder(drawing, order);
    await expect.poll(async () => JSON.parse(await drawing.written())).toEqual(order);
    if (hand instanceof Pointer) {
      console.log(`MEASURED clicks for the order sample: ${hand.clicks}, with ${hand.written} fields written`);
    }

    await breakAndMend(drawing);
    await expect.poll(async () => JSON.parse(await drawing.written())).toEqual(order);
    await testCharge(drawing);
    const arn = await save(drawing, call, uniqueName('order'));
    await run(drawing, call, arn);
    await publishTwice(drawing, arn);
    await undoAndRedo(drawing, arn);
  });
}

async function openEmpty(hand: Hand, language: string): Promise<void> {
  const { page } = hand;
  await page.goto('/console/');
  await hand.press(page.getByRole('link', { name: 'Create a workflow' }).first());
  await hand.choose(page.getByLabel('Query language'), language);
  await hand.press(page.getByRole('button', { name: 'Empty workflow' }));
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('New workflow');
}

/** Two errors: a field that is missing, and a Next that leads nowhere. Each is found where it is, and mended there. */
async function breakAndMend(drawing: Drawing): Promise<void> {
  const { hand, form } = drawing;
  const { page } = hand;
  const problems = page.getByRole('list', { name: 'Problems' });
  await hand.press(drawing.button('Both'));
  await expect(page.getByText('No problems')).toBeVisible();

  await drawing.select('Wait for the kitchen');
  await hand.write(form.getByRole('textbox', { name: 'Seconds', exact: true }), '');
  await drawing.select('Write the receipt');
  const found = problems.getByRole('button', { name: /^Wait for the kitchen/ }).first();
  await expect(found).toBeVisible();
  await hand.press(found);
  await expect(drawing.state('Wait for the kitchen')).toHaveAttribute('aria-pressed', 'true');
  await expect(drawing.state('Wait for the kitchen')).toContainText('error');
  await expect(page.locator('.cm-lintRange-error').first()).toBeVisible();
  await drawing.text('Seconds', order.States['Wait for the kitchen'].Seconds);
  await expect(page.getByText('No problems')).toBeVisible();

  await drawing.select('Write the receipt');
  await misspell(hand, 'Order delivered');
  const lost = problems.getByRole('button', { name: /^Write the receipt/ }).first();
  await expect(lost).toBeVisible();
  await expect(drawing.state('Write the receipt')).toContainText('error');
  await hand.press(lost);
  await expect(page.locator('.cm-lintRange-error').first()).toBeVisible();
  await drawing.leadTo('Order delivered');
  await expect(page.getByText('No problems')).toBeVisible();
  await hand.press(drawing.button('Graph'));
}

/** Makes a wrong name of one, in the text. */
async function misspell(hand: Hand, next: string): Promise<void> {
  const text = hand.page.getByRole('textbox', { name: 'Text', exact: true });
  if (hand instanceof Keyboard) {
    await hand.reach(text);
    await hand.key('Control+Home');
    await hand.key('Control+f');
    await expect(hand.page.locator('.cm-search').getByRole('textbox', { name: 'Find' })).toBeFocused();
    await hand.page.keyboard.type(`"Next": "${next}`);
    await hand.key('Enter');
    await hand.key('Escape');
    await hand.key('ArrowRight');
  } else {
    const name = text.locator('.cm-line', { hasText: `"Next": "${next}"` }).first().getByText(`"${next}"`, { exact: true });
    await hand.press(name);
  }

  await hand.page.keyboard.insertText('x');
}

/** What charges the card is tested with a result and with an error, and nothing is charged. */
async function testCharge(drawing: Drawing): Promise<void> {
  const { hand, form } = drawing;
  const { page } = hand;
  await drawing.select('Charge the card');
  await hand.press(form.getByRole('button', { name: 'Test state' }));
  const dialog = page.getByRole('dialog', { name: 'Test Charge the card' });
  const outcome = dialog.getByRole('region', { name: 'Outcome' });
  await hand.write(dialog.getByRole('textbox', { name: 'Input', exact: true }), '{"card": {"token": "t"}, "bill": {"totalCents": 1200}}');
  await hand.press(dialog.locator('summary', { hasText: 'Variables' }));
  await hand.write(dialog.getByRole('textbox', { name: 'Variables' }), '{"orderId": "A-1", "paymentId": "P-1"}');
  await hand.write(dialog.getByRole('textbox', { name: 'Result', exact: true }), '{"StatusCode": 200, "Payload": {"paymentId": "P-1", "cents": 1200, "attempt": 2}}');
  await hand.press(dialog.getByRole('button', { name: 'Test', exact: true }));
  await expect(outcome).toContainText('Succeeded.');
  await expect(outcome).toContainText('Notify customer and restaurant');
  await hand.choose(dialog.getByRole('combobox', { name: 'Work of Charge the card' }), 'An error');
  await hand.write(dialog.getByRole('combobox', { name: 'Error', exact: true }), 'CardNetworkBusy');
  await hand.press(dialog.getByRole('button', { name: 'Test', exact: true }));
  await expect(outcome).toContainText('Is tried again.');
  await hand.press(dialog.getByRole('button', { name: 'Close' }));
}

async function save(drawing: Drawing, call: Call, name: string): Promise<string> {
  const { hand } = drawing;
  const { page } = hand;
  await hand.press(drawing.button('Save'));
  const dialog = page.getByRole('dialog', { name: 'Create the state machine' });
  await hand.enter(dialog.getByLabel('Name'), name, dialog.getByRole('button', { name: 'Create' }));
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(name);
  await expect(drawing.button('Saved')).toBeDisabled();
  const { stateMachines } = await call('ListStateMachines', {});
  return stateMachines.find((machine: any) => machine.name === name).stateMachineArn;
}

/** Runs it with the sample's input, follows it to its end, and comes back. */
async function run(drawing: Drawing, call: Call, stateMachineArn: string): Promise<void> {
  const { hand } = drawing;
  const { page } = hand;
  await hand.press(drawing.button('Run'));
  const dialog = page.getByRole('dialog');
  await hand.write(dialog.getByRole('textbox', { name: 'Input', exact: true }), sample('order.input.json'));
  await hand.press(dialog.getByRole('button', { name: 'Start', exact: true }));
  await expect(page).toHaveURL(/\/executions\//);
  const { executions } = await call('ListExecutions', { stateMachineArn });
  expect((await ended(call, executions[0].executionArn))['status']).toBe('SUCCEEDED');
  await expect(page.getByText('Succeeded', { exact: true }).first()).toBeVisible();
  await expect(page.locator('[data-state]', { hasText: 'succeeded' }).first()).toBeVisible();
  await back(drawing, stateMachineArn.split(':').at(-1)!);
}

/** Goes to the designer from any page. */
async function back(drawing: Drawing, name: string): Promise<void> {
  const { hand } = drawing;
  const { page } = hand;
  await hand.press(page.getByRole('link', { name, exact: true }).first());
  await hand.press(page.getByRole('link', { name: 'Edit', exact: true }));
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(name);
  await expect(drawing.button('Undo')).toBeEnabled();
}

/** Publishes what is there, changes and saves it, publishes that, and looks at both beside each other. */
async function publishTwice(drawing: Drawing, arn: string): Promise<void> {
  const { hand, form } = drawing;
  const { page } = hand;
  const dialog = page.getByRole('dialog', { name: 'Publish a version' });
  const publish = async (version: number): Promise<void> => {
    await hand.press(drawing.button('Publish…'));
    await hand.enter(dialog.getByLabel('Description'), `The ${version}`, dialog.getByRole('button', { name: 'Publish', exact: true }));
    await expect(dialog.getByRole('status')).toContainText(`Version ${version}`);
  };
  await publish(1);
  await hand.press(dialog.getByRole('button', { name: 'Close' }));
  await drawing.select('Wait for the kitchen');
  await hand.write(form.getByRole('textbox', { name: 'Seconds', exact: true }), '30');
  await hand.press(drawing.button('Save'));
  await hand.press(page.getByRole('dialog', { name: 'What is saved' }).getByRole('button', { name: 'Save the changes' }));
  await expect(drawing.button('Saved')).toBeDisabled();
  await publish(2);
  await hand.press(dialog.getByRole('link', { name: 'Compare versions' }));
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Compare versions');
  await expect(page.getByLabel('Left').locator('option:checked')).toHaveText('Version 1');
  await expect(page.getByLabel('Right').locator('option:checked')).toHaveText('Version 2');
  await expect(page.getByText('What differs is marked.')).toBeVisible();
  const changed = (side: string): Locator => page.locator(`.cm-merge-${side} .cm-changedLine`);
  await expect(changed('a').filter({ hasText: '"Seconds": 2,' })).toBeVisible();
  await expect(changed('b').filter({ hasText: '"Seconds": 30,' })).toBeVisible();
  await back(drawing, arn.split(':').at(-1)!);
}

/** Takes every step back to the empty page, and again to the same text. */
async function undoAndRedo(drawing: Drawing, arn: string): Promise<void> {
  const { hand } = drawing;
  const { page } = hand;
  const all = async (step: () => Promise<void>, button: Locator): Promise<number> => {
    let steps = 0;
    for (; await button.isEnabled(); steps++) {
      expect(steps).toBeLessThan(2000);
      await step();
    }

    return steps;
  };
  const steps = await all(() => hand.undo(), drawing.button('Undo'));
  await expect(page.getByText('There is no state yet.')).toBeVisible();
  await expect(page.locator('.canvas [data-pointer]')).toHaveCount(0);
  await expect.poll(async () => JSON.parse(await drawing.written(arn))).toEqual({ StartAt: '', States: {} });
  expect(await all(() => hand.redo(), drawing.button('Redo'))).toBe(steps);
  // It says so where the text is the one that was saved, to the letter.
  await expect(drawing.button('Saved')).toBeDisabled();
}

test('somebody new comes to a workflow of five states that runs, one a mocked SQS call with Retry and Catch', async ({ page, call }) => {
  const hand = new Pointer(page);
  const drawing = new Drawing(hand);
  const palette = page.getByRole('region', { name: 'Palette' });
  await page.goto('/console/');
  await hand.press(page.getByRole('link', { name: 'Create a workflow' }).first());
  await hand.press(page.getByRole('button', { name: 'Empty workflow' }));
  for (const [title, name] of [['Pass', 'Pass on'], ['SQS sendMessage', 'Send message'], ['Wait', 'Wait'], ['Succeed', 'Done']] as const) {
    await hand.press(palette.getByRole('button', { name: new RegExp(`^${title} `) }).first());
    await expect(drawing.state(name)).toHaveAttribute('aria-pressed', 'true');
  }

  await hand.dragAside(drawing.state('Send message').locator('..').locator('.react-flow__handle.from-catch'));
  await hand.press(page.getByRole('dialog', { name: 'Insert' }).getByRole('button', { name: /^Pass / }));
  await expect(drawing.state('Pass on 2')).toHaveAttribute('aria-pressed', 'true');
  await drawing.select('Send message');
  await hand.press(drawing.form.getByRole('button', { name: 'Add a retrier' }));
  const drawn = hand.clicks;

  // It runs to its end as it is drawn, with what SQS would answer.
  await hand.press(drawing.form.getByRole('button', { name: 'Test workflow' }));
  const dialog = page.getByRole('dialog', { name: 'Test workflow' });
  const work = dialog.getByRole('combobox', { name: 'Work of Send message' });
  await expect(work).toHaveValue('result');
  await hand.press(dialog.getByRole('button', { name: 'Test', exact: true }));
  await expect(dialog.getByText('Succeeded', { exact: true })).toBeVisible();
  await expect(dialog.getByText('4 states entered')).toBeVisible();
  const mocked = hand.clicks - drawn;

  // With an error in place of the answer it is tried again, and caught.
  await work.selectOption('An error');
  await dialog.getByRole('button', { name: 'Test', exact: true }).click();
  await expect(dialog.getByText('3 states entered')).toBeVisible();
  await dialog.locator('[data-state$="/Send message"]').click();
  await expect(dialog.getByRole('region', { name: 'Outcome' })).toContainText('4 attempts');

  await hand.press(dialog.getByRole('button', { name: 'Close' }));
  await hand.press(drawing.button('Save'));
  const name = uniqueName('mine');
  const naming = page.getByRole('dialog', { name: 'Create the state machine' });
  await expect(naming.getByLabel('Name')).toBeFocused();
  await hand.type(name);
  await hand.press(naming.getByRole('button', { name: 'Create' }));
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(name);
  await hand.press(drawing.button('Run'));
  await hand.press(page.getByRole('dialog').getByRole('button', { name: 'Start', exact: true }));
  await expect(page).toHaveURL(/\/executions\//);
  console.log(
    `MEASURED clicks from the first page to a workflow of five states: ${drawn} to draw it, ${mocked + 1} to run it with SQS mocked, `
    + `${hand.clicks - drawn - mocked - 1} to save and start it; keys typed into fields: the ${hand.letters} letters of its name`,
  );

  const { stateMachines } = await call('ListStateMachines', {});
  const { stateMachineArn } = stateMachines.find((machine: any) => machine.name === name);
  const { States } = JSON.parse((await call('DescribeStateMachine', { stateMachineArn })).definition);
  expect(Object.keys(States)).toHaveLength(5);
  expect(States['Send message']).toMatchObject({
    Resource: 'arn:aws:states:::sqs:sendMessage',
    Retry: [{ ErrorEquals: ['States.ALL'] }],
    Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Pass on 2' }],
    Next: 'Wait',
  });
  // How it ends there is up to the queue, which this server may not have.
  const { executions } = await call('ListExecutions', { stateMachineArn });
  expect(executions).toHaveLength(1);
  await ended(call, executions[0].executionArn);
  await expect(page.locator('[data-state$="/Send message"]')).toBeVisible();
});
