import { expect, test } from './console.ts';

// The server has this key, and answers nobody without it.
const key = process.env['CONSOLE_KEY'] ?? '';

test('signs in with the key, stays so, and signs out', async ({ page, context }) => {
  await page.goto('/console/');
  await page.getByLabel('Key').fill('someone:wrong');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('alert')).toContainText('does not take this key');

  await page.getByLabel('Key').fill(key);
  await page.getByLabel('Key').press('Enter');
  await expect(page.getByRole('heading', { name: 'State machines' })).toBeVisible();
  const cookie = (await context.cookies()).find(({ name }) => name === 'asl-session');
  expect([cookie?.httpOnly, cookie?.sameSite]).toEqual([true, 'Strict']);
  expect(await page.evaluate(() => document.cookie + JSON.stringify({ ...localStorage }))).not.toContain(key);

  await page.reload();
  await expect(page.getByRole('heading', { name: 'State machines' })).toBeVisible();

  // What was drawn and not saved is gone with who drew it, also what was not yet written down.
  await page.getByRole('link', { name: 'Create a workflow' }).first().click();
  await page.getByRole('button', { name: /^Empty/ }).click();
  await page.getByRole('button', { name: 'Insert the first state' }).click();
  const dialog = page.getByRole('dialog', { name: 'Insert' });
  await dialog.getByRole('searchbox').fill('pass');
  await page.keyboard.press('Enter');
  await expect(dialog).toBeHidden();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page.getByLabel('Key')).toBeVisible();
  await expect.poll(() => page.evaluate(() => Object.keys(localStorage).filter((name) => /draft|inputs/.test(name)))).toEqual([]);
  await page.goto('/console/');
  await expect(page.getByLabel('Key')).toBeVisible();
});
