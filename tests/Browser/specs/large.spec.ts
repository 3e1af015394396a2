import type { Page } from '@playwright/test';
import { ended, expect, test } from './console.ts';

// Printed and not asserted: a machine under load is slower, and a test that fails for that says nothing.
async function measure(page: Page, what: string, act: () => Promise<void>): Promise<void> {
  const before = Date.now();
  await page.evaluate(() => ((window as any).longTasks = []));
  await act();
  const tasks = await page.evaluate(() => (window as any).longTasks as number[]);
  console.log(`MEASURED ${what}: ${Date.now() - before} ms, longest task ${Math.round(Math.max(0, ...tasks))} ms`);
}

test.beforeEach(async ({ page }) => {
  await page.addInitScript(() => {
    (window as any).longTasks = [];
    new PerformanceObserver((list) => (window as any).longTasks.push(...list.getEntries().map((entry) => entry.duration))).observe({ type: 'longtask' });
  });
});

test('opens a definition of 1,000 states', async ({ page, create }) => {
  const states: Record<string, object> = {};
  for (let i = 0; i < 1000; i += 4) {
    const next = i + 4 < 1000 ? { Next: `S${i + 4}` } : { End: true };
    states[`S${i}`] = { Type: 'Choice', Choices: [{ Variable: '$.n', NumericEquals: i, Next: `S${i + 1}` }], Default: `S${i + 2}` };
    states[`S${i + 1}`] = { Type: 'Pass', Next: `S${i + 3}` };
    states[`S${i + 2}`] = { Type: 'Wait', Seconds: 1, Next: `S${i + 3}` };
    states[`S${i + 3}`] = { Type: 'Pass', ...next };
  }

  const arn = await create({ StartAt: 'S0', States: states });
  const graph = page.locator('.react-flow');
  await measure(page, 'the first page is usable', async () => {
    await page.goto('/console/');
    await expect(page.getByRole('searchbox')).toBeVisible();
  });
  await measure(page, 'a definition of 1,000 states opens', async () => {
    await page.goto(`/console/machines/${arn.split(':').at(-1)}/definition`);
    await expect(graph.locator('.react-flow__node').first()).toBeVisible();
  });
  const box = (await graph.boundingBox())!;
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await measure(page, 'and is moved and zoomed', async () => {
    for (let i = 0; i < 10; i++) {
      await page.mouse.wheel(0, i % 2 === 0 ? -300 : 200);
      await page.waitForTimeout(50);
    }
  });
});

test('opens a history of 25,000 events', async ({ page, create, call }) => {
  const arn = await create({
    QueryLanguage: 'JSONata',
    StartAt: 'Count',
    States: {
      Count: { Type: 'Pass', Assign: { n: '{% $exists($n) ? $n + 1 : 1 %}' }, Output: { n: '{% $exists($n) ? $n + 1 : 1 %}' }, Next: 'Enough?' },
      'Enough?': { Type: 'Choice', Choices: [{ Condition: '{% $n >= 6240 %}', Next: 'Done' }], Default: 'Count' },
      Done: { Type: 'Succeed' },
    },
  });
  const started = await call('StartExecution', { stateMachineArn: arn, input: '{}' });
  const executionArn = started['executionArn'] as string;
  await expect.poll(async () => (await call('DescribeExecution', { executionArn }))['status'], { timeout: 240_000 }).not.toBe('RUNNING');
  expect((await ended(call, executionArn))['status']).toBe('SUCCEEDED');

  const events = page.getByRole('list', { name: 'Events' });
  for (const [tab, shown] of [['events', events], ['timeline', page.getByText('Count').first()], ['', page.locator('.react-flow__node').first()]] as const) {
    await measure(page, `a history of 25,000 events opens (${tab || 'graph'})`, async () => {
      await page.goto(`/console/executions/${encodeURIComponent(executionArn)}/${tab}`);
      await expect(shown).toBeVisible();
    });
    if (tab !== '') {
      const box = (await shown.boundingBox())!;
      await page.mouse.move(box.x + 20, box.y + 20);
      await measure(page, 'and is scrolled', async () => {
        for (let i = 0; i < 20; i++) {
          await page.mouse.wheel(0, 4000);
          await page.waitForTimeout(50);
        }
      });
    }
  }
});
