import type { Page } from '@playwright/test';
import { expect, test, uniqueName } from './console.ts';
import { drawOrder, Drawing, sample } from './drawing.ts';
import { type Hand, Keyboard, Pointer } from './hands.ts';

const order = JSON.parse(sample('order.asl.json'));

test.use({ contextOptions: { reducedMotion: 'reduce' }, actionTimeout: 8_000 });

async function openEmpty(hand: Hand, language: string): Promise<void> {
  const { page } = hand;
  await page.goto('/console/');
  await hand.press(page.getByRole('link', { name: 'Create a workflow' }).first());
  await hand.choose(page.getByLabel('Query language'), language);
  await hand.press(page.getByRole('button', { name: 'Empty workflow' }));
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('New workflow');
}

test('the order sample is drawn with the pointer, broken and mended', async ({ page }) => {
  test.setTimeout(300_000);
  const hand = new Pointer(page);
  await openEmpty(hand, 'JSONPath');
  const drawing = new Drawing(hand);
  await drawOrder(drawing, order);
  await expect.poll(async () => JSON.parse(await drawing.written())).toEqual(order);
  console.log(`MEASURED the order sample drawn with the pointer: ${hand.clicks} clicks, ${hand.written} fields written`);
});

test('the order sample is drawn with the keyboard', async ({ page }) => {
  test.setTimeout(300_000);
  const hand = new Keyboard(page);
  await openEmpty(hand, 'JSONPath');
  const drawing = new Drawing(hand);
  await drawOrder(drawing, order);
  await expect.poll(async () => JSON.parse(await drawing.written())).toEqual(order);
});
