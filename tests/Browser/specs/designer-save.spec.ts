import type { Locator, Page } from '@playwright/test';
import { type Call, type Create, expect, expectAccessible, test, uniqueName } from './console.ts';

const line = {
  StartAt: 'First',
  States: {
    First: { Type: 'Pass', Next: 'Second' },
    Second: { Type: 'Pass', End: true },
  },
};

const state = (page: Page, name: string): Locator => page.locator(`.canvas [data-pointer$="/${name}"]`);

/** Opens a machine of its own in the designer. */
async function open(page: Page, create: Create, definition: object = line): Promise<{ name: string; arn: string }> {
  const name = uniqueName('published');
  const arn = await create(definition, 'STANDARD', name);
  await page.goto(`/console/machines/${name}/edit`);
  await expect(state(page, 'First')).toBeVisible();
  return { name, arn };
}

async function rename(page: Page, from: string, to: string): Promise<void> {
  await state(page, from).click();
  await page.keyboard.press('F2');
  const dialog = page.getByRole('dialog', { name: `Rename ${from}` });
  await dialog.getByLabel('Name').fill(to);
  await page.keyboard.press('Enter');
  await expect(state(page, to)).toBeVisible();
}

async function save(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByRole('dialog', { name: 'What is saved' }).getByRole('button', { name: 'Save the changes' }).click();
  await expect(page.getByRole('button', { name: 'Saved' })).toBeDisabled();
}

async function openPublishing(page: Page): Promise<Locator> {
  await page.getByRole('button', { name: 'Publish…' }).click();
  return page.getByRole('dialog', { name: 'Publish a version' });
}

const statesOf = async (call: Call, stateMachineArn: string): Promise<string[]> =>
  Object.keys(JSON.parse((await call('DescribeStateMachine', { stateMachineArn })).definition).States);

const routesOf = async (call: Call, stateMachineAliasArn: string): Promise<[string, number][]> => {
  const { routingConfiguration } = await call<{ routingConfiguration: any[] }>('DescribeStateMachineAlias', { stateMachineAliasArn });
  return routingConfiguration.map(({ stateMachineVersionArn, weight }) => [stateMachineVersionArn.split(':').at(-1), weight]);
};

test('what a save changes is shown before it, and nothing is saved without the word', async ({ page, create, call }) => {
  const { arn } = await open(page, create);
  await rename(page, 'Second', 'Renamed');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'What is saved' });
  await expect(dialog.getByText('"Second"').first()).toBeVisible();
  await expect(dialog.getByText('"Renamed"').first()).toBeVisible();
  await expect(dialog.getByRole('button', { name: 'Save the changes' })).toBeFocused();
  await expectAccessible(page);
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  expect(await statesOf(call, arn)).toEqual(['First', 'Second']);

  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(dialog.getByRole('button', { name: 'Save the changes' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Saved' })).toBeDisabled();
  expect(await statesOf(call, arn)).toEqual(['First', 'Renamed']);
});

test('a version is published with the keyboard, an alias made, and later led to the next one in part', async ({ page, create, call }) => {
  const { name, arn } = await open(page, create);
  await page.getByRole('button', { name: 'Publish…' }).focus();
  await page.keyboard.press('Enter');
  let dialog = page.getByRole('dialog', { name: 'Publish a version' });
  await expect(dialog.getByLabel('Description')).toBeFocused();
  await expect(dialog.getByText('There are changes that are not saved')).toBeHidden();
  await page.keyboard.type('the first');
  await page.keyboard.press('Tab');
  await expect(dialog.getByLabel('Alias')).toBeFocused();
  await page.keyboard.type('live');
  await expect(dialog.getByLabel('Share in per cent')).toBeDisabled();
  await expectAccessible(page);
  await page.keyboard.press('Enter');
  await expect(dialog.getByRole('status')).toContainText('Version 1');
  await expect(dialog.getByRole('status')).toContainText('live leads to version 1.');
  await expectAccessible(page);
  expect((await call('DescribeStateMachine', { stateMachineArn: `${arn}:1` })).description).toBe('the first');
  expect(await routesOf(call, `${arn}:live`)).toEqual([['1', 100]]);
  await page.keyboard.press('Escape');

  await rename(page, 'Second', 'Renamed');
  dialog = await openPublishing(page);
  await expect(dialog.getByText('There are changes that are not saved: they are saved first.')).toBeVisible();
  await dialog.getByLabel('Alias').fill('live');
  await expect(dialog.getByText('the others to version 1')).toBeVisible();
  await dialog.getByLabel('Share in per cent').fill('20');
  await dialog.getByRole('button', { name: 'Publish', exact: true }).click();
  await expect(dialog.getByRole('status')).toContainText('Version 2');
  await expect(dialog.getByRole('status')).toContainText('live leads to version 1 (80 %) and version 2 (20 %).');
  expect(await statesOf(call, arn)).toEqual(['First', 'Renamed']);
  expect(await routesOf(call, `${arn}:live`)).toEqual([['1', 80], ['2', 20]]);

  await dialog.getByRole('link', { name: 'Compare versions' }).click();
  await expect(page).toHaveURL(new RegExp(`/machines/${name}/compare\\?left=1&right=2$`));
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Compare versions');
  await expect(page.getByText('"Second"').first()).toBeVisible();
  await expect(page.getByText('"Renamed"').first()).toBeVisible();
});

test('what the server says against an alias stands there, and the version is not published twice', async ({ page, create, call }) => {
  const { arn } = await open(page, create);
  const dialog = await openPublishing(page);
  await dialog.getByLabel('Alias').fill('12');
  await dialog.getByRole('button', { name: 'Publish', exact: true }).click();
  expect(await dialog.getByLabel('Alias').evaluate((field: HTMLInputElement) => field.validity.patternMismatch)).toBe(true);

  await page.route('**/operations/CreateStateMachineAlias', (route) =>
    route.fulfill({ status: 400, json: { error: 'ServiceQuotaExceededException', message: 'There are too many.' } }), { times: 1 });
  await dialog.getByLabel('Alias').fill('live');
  await dialog.getByRole('button', { name: 'Publish', exact: true }).click();
  await expect(dialog.getByRole('alert')).toContainText('There are too many.');
  await expect(dialog.getByText('Version 1 is published, but live does not lead to it:')).toBeVisible();
  await dialog.getByRole('button', { name: 'Publish', exact: true }).click();
  await expect(dialog.getByRole('status')).toContainText('Version 1 is published.');
  expect((await call('ListStateMachineVersions', { stateMachineArn: arn })).stateMachineVersions).toHaveLength(1);
});

test('what another saved is not published as if it were drawn here', async ({ page, create, call }) => {
  const { arn } = await open(page, create);
  await rename(page, 'Second', 'Mine');
  const dialog = await openPublishing(page);
  await call('UpdateStateMachine', { stateMachineArn: arn, definition: JSON.stringify({ StartAt: 'First', States: { First: { Type: 'Succeed' } } }) });
  await dialog.getByRole('button', { name: 'Publish', exact: true }).click();
  const other = page.getByRole('dialog', { name: 'It was saved by another' });
  await other.getByRole('button', { name: 'Save mine over it' }).click();
  await expect(other).toBeHidden();
  await expect(dialog.getByText('Nothing was published')).toBeVisible();
  expect((await call('ListStateMachineVersions', { stateMachineArn: arn })).stateMachineVersions).toHaveLength(0);
  await dialog.getByRole('button', { name: 'Publish', exact: true }).click();
  await expect(dialog.getByRole('status')).toContainText('Version 1');
  expect(await statesOf(call, `${arn}:1`)).toEqual(['First', 'Mine']);
});

test('two versions are chosen in the list and compared, also with the state machine as it is, and at 390 pixels', async ({ page, create, call }) => {
  const { name, arn } = await open(page, create);
  await call('PublishStateMachineVersion', { stateMachineArn: arn });
  await rename(page, 'Second', 'Renamed');
  await save(page);
  await call('PublishStateMachineVersion', { stateMachineArn: arn });
  await rename(page, 'First', 'Begin');
  await save(page);

  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto(`/console/machines/${name}/versions`);
  await page.getByRole('checkbox', { name: 'Select version 2' }).check();
  await page.getByRole('checkbox', { name: 'Select version 1' }).check();
  await expect(page.getByText('Version 1 with version 2')).toBeVisible();
  await page.getByRole('link', { name: 'Compare versions' }).click();
  await expect(page).toHaveURL(/compare\?left=1&right=2$/);
  await expect(page.getByText('"Renamed"').first()).toBeVisible();
  await expectAccessible(page);
  await page.getByLabel('Left').selectOption('Version 2');
  await expect(page.getByText('Both definitions are the same.')).toBeVisible();
  await page.getByLabel('Right').selectOption('The state machine as it is');
  await expect(page).toHaveURL(/compare\?left=2$/);
  await expect(page.getByText('"Begin"').first()).toBeVisible();
  await page.getByRole('button', { name: 'Swap sides' }).click();
  await expect(page).toHaveURL(/compare\?right=2$/);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
});
