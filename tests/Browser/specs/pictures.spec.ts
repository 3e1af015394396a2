import path from 'node:path';
import { ended, expect, test } from './console.ts';

// Where they go: src/Console/pictures where PICTURES says so, as its README shows them.
const folder = process.env['PICTURES'] ?? 'results';

const order = {
  Comment: 'An order: priced item by item, checked, and packed or refused.',
  StartAt: 'Price each item',
  States: {
    'Price each item': {
      Type: 'Map', ItemsPath: '$.items', ResultPath: '$.prices', Next: 'Pack and charge',
      ItemProcessor: { StartAt: 'Look the price up', States: { 'Look the price up': { Type: 'Pass', End: true } } },
    },
    'Pack and charge': {
      Type: 'Parallel', ResultPath: '$.done', Next: 'Is it worth a gift?',
      Branches: [
        { StartAt: 'Wait for the packer', States: { 'Wait for the packer': { Type: 'Wait', Seconds: 2, Next: 'Pack' }, Pack: { Type: 'Pass', End: true } } },
        { StartAt: 'Charge the card', States: { 'Charge the card': { Type: 'Wait', Seconds: 1, End: true } } },
      ],
    },
    'Is it worth a gift?': { Type: 'Choice', Choices: [{ Variable: '$.total', NumericGreaterThan: 100, Next: 'Add a gift' }], Default: 'Send' },
    'Add a gift': { Type: 'Pass', Result: 'tea', ResultPath: '$.gift', Next: 'Send' },
    Send: {
      Type: 'Task', Resource: 'arn:aws:lambda:us-east-1:123456789012:function:NobodyHasIt', ResultPath: '$.parcel', Next: 'Sent',
      Retry: [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 1, MaxAttempts: 2 }], Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.error', Next: 'Call the courier' }],
    },
    'Call the courier': { Type: 'Pass', Next: 'Sent' },
    Sent: { Type: 'Succeed' },
  },
};

test('shows the list, an execution, its timeline, a comparison and the designer', async ({ page, create, call }) => {
  const machine = await create(order);
  const run = async (total: number, items: string[]): Promise<string> => {
    const { executionArn } = await call<{ executionArn: string }>('StartExecution', { stateMachineArn: machine, input: JSON.stringify({ total, items }) });
    await ended(call, executionArn);
    return executionArn;
  };
  const small = await run(20, ['cup']);
  const large = await run(250, ['cup', 'pot', 'tray']);
  const name = machine.split(':').at(-1)!;
  const picture = async (file: string): Promise<void> => {
    await page.screenshot({ path: path.join(folder, `${file}.png`) });
  };

  await page.goto(`/console/machines/${name}`);
  await expect(page.getByRole('table').getByRole('link')).toHaveCount(2);
  await picture('list');
  await page.goto(`/console/executions/${encodeURIComponent(large)}`);
  await expect(page.locator('.react-flow__node').first()).toBeVisible();
  await picture('execution');
  await page.goto(`/console/executions/${encodeURIComponent(large)}/timeline`);
  await expect(page.getByRole('list', { name: 'States in time' })).toBeVisible();
  await picture('timeline');
  await page.goto(`/console/compare?${new URLSearchParams({ left: small, right: large })}`);
  await expect(page.getByText('Add a gift').first()).toBeVisible();
  await picture('compare');
  await page.goto(`/console/machines/${name}/edit`);
  await expect(page.locator('.react-flow__node').first()).toBeVisible();
  await picture('designer');
});
