import type { Locator, Page } from '@playwright/test';
import { type Create, expect, expectAccessible, test, uniqueName } from './console.ts';

const definition = {
  StartAt: 'A',
  States: {
    A: { Type: 'Pass', Next: 'B' },
    B: { Type: 'Pass', Next: 'C' },
    C: { Type: 'Pass', Next: 'D' },
    D: { Type: 'Pass', End: true },
  },
};

const state = (page: Page, name: string): Locator => page.locator(`.canvas [data-pointer$="/${name}"]`);
const names = (page: Page): Promise<string[]> => page.locator('.canvas .state .name').allTextContents();
const drawn = (page: Page, ...expected: string[]): Promise<void> => expect.poll(async () => (await names(page)).sort()).toEqual([...expected].sort());
const chosen = (page: Page): Promise<string[]> => page.locator('.canvas .head[aria-pressed=true] .name').allTextContents();
const areChosen = (page: Page, ...expected: string[]): Promise<void> => expect.poll(async () => (await chosen(page)).sort()).toEqual(expected);

async function open(page: Page, create: Create): Promise<void> {
  // Only states in sight are in the page, and all are to be seen.
  await page.setViewportSize({ width: 1280, height: 1400 });
  const name = uniqueName('groups');
  await create(definition, 'STANDARD', name);
  await page.goto(`/console/machines/${name}/edit`);
  await drawn(page, 'A', 'B', 'C', 'D');
}

test('states are chosen together by clicks, put into a Parallel, and that is one step', async ({ page, create }) => {
  await open(page, create);
  await state(page, 'B').click();
  await state(page, 'C').click({ modifiers: ['ControlOrMeta'] });
  await areChosen(page, 'B', 'C');
  await expect(page.getByText('2 states')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Rename', exact: true })).toBeHidden();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Into a Parallel' }).click();
  await drawn(page, 'A', 'At once', 'B', 'C', 'D');
  await expect(state(page, 'At once')).toBeFocused();
  await page.getByRole('button', { name: 'Undo', exact: true }).click();
  await drawn(page, 'A', 'B', 'C', 'D');

  await state(page, 'A').click();
  await state(page, 'D').click({ modifiers: ['Shift'] });
  await page.getByRole('button', { name: 'Into a Map' }).click();
  await expect(page.getByRole('alert')).toContainText('do not follow each other');
  await page.getByRole('button', { name: 'Remove', exact: true }).click();
  await drawn(page, 'B', 'C');
  await page.getByRole('button', { name: 'Undo', exact: true }).click();
  await drawn(page, 'A', 'B', 'C', 'D');
});

test('states are chosen together by keys alone, copied, wrapped and removed', async ({ page, create }) => {
  await open(page, create);
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await state(page, 'B').focus();
  await page.keyboard.press('Shift+ArrowDown');
  await expect(state(page, 'C')).toBeFocused();
  await areChosen(page, 'B', 'C');
  await page.keyboard.press('Shift+ArrowDown');
  await areChosen(page, 'B', 'C', 'D');
  await page.keyboard.press('Shift+ArrowUp');
  await areChosen(page, 'B', 'C');
  await page.keyboard.press('ControlOrMeta+d');
  await drawn(page, 'A', 'B', 'B 2', 'C', 'C 2', 'D');
  await expect(state(page, 'B 2')).toBeFocused();
  await page.keyboard.press('ControlOrMeta+z');
  await drawn(page, 'A', 'B', 'C', 'D');

  // What was chosen then is again.
  await expect(state(page, 'C')).toBeFocused();
  await areChosen(page, 'B', 'C');
  await page.keyboard.press('ControlOrMeta+x');
  await drawn(page, 'A', 'D');
  await expect(state(page, 'D')).toBeFocused();
  await page.keyboard.press('ArrowUp');
  await expect(state(page, 'A')).toBeFocused();
  await page.keyboard.press('ControlOrMeta+v');
  await drawn(page, 'A', 'B', 'C', 'D');

  await page.keyboard.press('ControlOrMeta+a');
  await areChosen(page, 'A', 'B', 'C', 'D');
  await state(page, 'D').focus();
  await page.keyboard.press('Shift+Space');
  await areChosen(page, 'A', 'B', 'C');
  await state(page, 'A').focus();
  await page.keyboard.press('m');
  await drawn(page, 'A', 'B', 'C', 'D', 'For each item');
  await page.keyboard.press('ControlOrMeta+z');
  await drawn(page, 'A', 'B', 'C', 'D');
  await state(page, 'A').focus();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.press('Delete');
  await drawn(page);
  await page.keyboard.press('ControlOrMeta+z');
  await drawn(page, 'A', 'B', 'C', 'D');
  await page.getByRole('button', { name: 'Keys' }).click();
  await expect(page.getByRole('dialog', { name: 'Keys of the designer' })).toContainText('Shift+Space');
});
