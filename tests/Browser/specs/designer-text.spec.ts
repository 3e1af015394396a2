import type { Locator, Page } from '@playwright/test';
import { type Call, expect, test, uniqueName } from './console.ts';

const text = (page: Page): Locator => page.getByRole('textbox', { name: 'Text', exact: true });
const options = (page: Page): Locator => page.getByRole('listbox').getByRole('option');

/** Creates a machine whose text has several lines. */
async function write(call: Call, definition: object): Promise<string> {
  const request = { name: uniqueName('text'), definition: JSON.stringify(definition, null, 2), roleArn: 'arn:aws:iam::123456789012:role/any' };
  return (await call('CreateStateMachine', request)).stateMachineArn as string;
}

/** Opens a machine's text with the cursor behind the first place of what is given. */
async function openAt(page: Page, arn: string, before: string): Promise<void> {
  await page.goto(`/console/machines/${arn.split(':').at(-1)}/edit`);
  await page.getByRole('button', { name: 'Text', exact: true }).click();
  await expect(text(page)).toContainText('StartAt');
  await text(page).click();
  await page.keyboard.press('Control+Home');
  await page.keyboard.press('Control+f');
  await page.keyboard.type(before);
  await page.keyboard.press('Enter');
  await page.keyboard.press('Escape');
  await page.keyboard.press('ArrowRight');
}

async function choose(page: Page, name: string | RegExp): Promise<void> {
  const option = options(page).filter({ hasText: name }).first();
  await expect(option).toBeVisible();
  // Keys right after the list appears are taken as meant for the text.
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 150)));
  for (let i = 0; i < 80 && (await option.getAttribute('aria-selected', { timeout: 2000 })) !== 'true'; i++) {
    await page.keyboard.press('ArrowDown');
  }

  await page.keyboard.press('Enter');
}

test('fields, states and values are completed while typing, with the keyboard alone', async ({ page, call }) => {
  const arn = await write(call, { StartAt: 'First', States: { First: { Type: 'Task', Resource: 'arn:aws:states:::sqs:sendMessage', Next: 'Second' }, Second: { Type: 'Succeed' } } });
  await openAt(page, arn, 'sendMessage"');
  await page.keyboard.type(', ');
  await page.keyboard.press('Control+Space');
  await choose(page, /^Catch/);
  await page.keyboard.type('{"ErrorEquals": ["');
  await expect(options(page).filter({ hasText: /^SQS\./ }).first()).toBeVisible();
  await choose(page, 'States.ALL');
  await expect(text(page)).toContainText('"States.ALL"');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.type(', "N', { delay: 60 });
  await choose(page, /^Next/);
  await page.keyboard.press('Control+Space');
  await choose(page, 'Second');
  await expect(text(page)).toContainText('"Next": "Second"');
  await expect(page.getByText('No problems')).toBeVisible();
});

test('arguments and expressions are completed: by the model of the service, variables and functions', async ({ page, call }) => {
  const arn = await write(call, {
    QueryLanguage: 'JSONata',
    StartAt: 'First',
    States: {
      First: { Type: 'Pass', Assign: { total: 1 }, Next: 'Second' },
      Second: { Type: 'Task', Resource: 'arn:aws:states:::sqs:sendMessage', Arguments: { QueueUrl: 'q', MessageBody: '{% 1 %}' }, End: true },
    },
  });
  await openAt(page, arn, '{% ');
  await page.keyboard.type('$to');
  await choose(page, '$total');
  await page.keyboard.type(' + ');
  await expect(text(page)).toContainText('{% $total + 1 %}');
  await openAt(page, arn, '"QueueUrl":');
  await page.keyboard.press('Home');
  await page.keyboard.press('Control+Space');
  await choose(page, 'DelaySeconds');
  await expect(text(page)).toContainText('"DelaySeconds": ');
});
