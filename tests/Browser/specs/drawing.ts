import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Locator } from '@playwright/test';
import { type Hand, Keyboard, Pointer } from './hands.ts';

type Json = Record<string, any>;

const samples = process.env['SAMPLES'] ?? join(import.meta.dirname, '../../../src/Samples');

/** A file of the samples. */
export function sample(name: string): string {
  return readFileSync(join(samples, name), 'utf8');
}

/** What each kind of state is called when it is new. */
const fresh: Readonly<Record<string, string>> = {
  Task: 'Do something', Choice: 'Which way?', Parallel: 'At once', Map: 'For each item', Pass: 'Pass on', Wait: 'Wait', Succeed: 'Done', Fail: 'Failed',
};

const inData = ['InputPath', 'ResultPath', 'OutputPath'] as const;

/** Draws a definition in the designer, as somebody does who knows what it is to be. */
export class Drawing {
  readonly form: Locator;

  constructor(readonly hand: Hand) {
    this.form = hand.page.getByRole('region', { name: 'Fields' });
  }

  private get page() {
    return this.hand.page;
  }

  state(name: string): Locator {
    return this.page.locator('.canvas').locator(`[data-pointer$="/${name}"]`);
  }

  button(name: string | RegExp): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }

  select(name: string): Promise<void> {
    return this.hand.select(this.state(name));
  }

  /** Puts a state at a place near the one that is chosen: behind it where none is said. */
  async insert(type: string, name: string, where?: string): Promise<void> {
    const { hand, page } = this;
    const dialog = page.getByRole('dialog', { name: 'Insert' });
    if (hand instanceof Pointer && where === undefined) {
      const item = page.getByRole('region', { name: 'Palette' }).getByRole('button', { name: new RegExp(`^${type} `) }).first();
      const chosen = page.locator('.canvas [data-pointer][aria-pressed=true]');
      await hand.drag(item, (await chosen.count()) > 0 ? chosen : page.locator('.designer-graph'));
    } else {
      if (hand instanceof Keyboard) {
        await hand.toPart('.designer-drawing');
        await hand.key((await page.locator('.canvas [data-pointer]').count()) > 0 ? '+' : 'Enter');
      } else {
        await hand.press(page.getByRole('button', { name: '+ Insert', exact: true }));
      }

      await expect(dialog).toBeVisible();
      if (where !== undefined) {
        await hand.choose(dialog.getByLabel('Where'), where);
      }

      if (hand instanceof Keyboard) {
        await hand.write(dialog.getByRole('searchbox'), type);
        await hand.key('Enter');
      } else {
        await hand.press(dialog.getByRole('button', { name: new RegExp(`^${type} `) }).first());
      }

      await expect(dialog).toBeHidden();
    }

    // The keyboard goes to the new state once that has its place: what is written before would be lost.
    await expect(page.locator('.canvas [data-pointer][aria-pressed=true]')).toBeFocused();

    const field = this.form.getByRole('textbox', { name: 'Name', exact: true });
    await expect(field).toHaveValue(new RegExp(`^${fresh[type]!.replace('?', '\\?')}`));
    await hand.enter(field, name, this.form.getByRole('button', { name: 'Rename' }));
    await expect(this.state(name)).toHaveAttribute('aria-pressed', 'true');
  }

  /** Gives the chosen state all that it says but for where it leads, which the drawing says, and what is inside. */
  async fill(json: Json): Promise<void> {
    const { form, hand } = this;
    if (json['Comment'] !== undefined) {
      await this.text('Comment', json['Comment']);
    }

    await this.fillOwn(json);
    if (json['Assign'] || json['ResultSelector'] || (json['Type'] === 'Pass' && json['Parameters']) || inData.some((name) => json[name] !== undefined)) {
      await this.open('Data');
    }

    for (const name of inData) {
      if (json[name] === null) {
        await hand.press(form.getByRole('checkbox', { name: `null ${name}` }));
      } else if (json[name] !== undefined) {
        await this.text(name, json[name]);
      }
    }

    for (const name of ['Parameters', 'ResultSelector', 'Assign']) {
      if (json[name] && !(name === 'Parameters' && json['Type'] === 'Task')) {
        await this.members(form, name, json[name]);
      }
    }

    if (json['TimeoutSeconds'] !== undefined || json['Retry'] || json['Catch']) {
      await this.open('Errors and time');
    }

    if (json['TimeoutSeconds'] !== undefined) {
      await this.text('TimeoutSeconds', json['TimeoutSeconds']);
    }

    for (const retrier of json['Retry'] ?? []) {
      await this.retry(retrier);
    }
  }

  private async fillOwn(json: Json): Promise<void> {
    const { form, hand } = this;
    switch (json['Type']) {
      case 'Task':
        if (json['Resource'] !== 'arn:aws:states:::lambda:invoke') {
          await hand.press(form.getByRole('button', { name: 'Remove Parameters' }));
          await this.text('Resource', json['Resource']);
          await this.members(form, 'Parameters', json['Parameters'] ?? {});
        } else {
          const { FunctionName, Payload } = json['Parameters'];
          await this.text('FunctionName', FunctionName);
          await hand.choose(form.getByRole('combobox', { name: 'How Payload is given' }), 'Fields');
          await this.members(form.getByRole('group', { name: 'Payload', exact: true }), 'Payload', Payload);
        }

        break;
      case 'Choice':
        // A rule is made by what it leads to.
        break;
      case 'Map':
        await this.members(form, 'ItemSelector', json['ItemSelector']);
        break;
      case 'Wait':
        await this.text('Seconds', json['Seconds']);
        break;
      case 'Fail':
        for (const name of ['Error', 'Cause']) {
          if (json[`${name}Path`] !== undefined) {
            await hand.choose(form.getByRole('combobox', { name: `How ${name} is given` }), `${name}Path`);
            await this.text(`${name}Path`, json[`${name}Path`]);
          } else {
            await this.text(name, json[name]);
          }
        }
    }
  }

  /** Says when the rule of the chosen Choice is true: where a value is, and what it equals. */
  async rule({ Variable, BooleanEquals }: Json): Promise<void> {
    await this.text('Variable', Variable);
    await this.hand.choose(this.form.getByRole('combobox', { name: 'Operator' }), 'BooleanEquals');
    await this.hand.choose(this.form.getByRole('combobox', { name: 'Value to compare with' }), String(BooleanEquals));
  }

  /** Says what the last catcher of the chosen state is for, and where the error goes. */
  async caught({ ResultPath, Next }: Json): Promise<void> {
    await this.open('Errors and time');
    const list = this.form.getByRole('region', { name: 'Catch', exact: true });
    if ((await list.getByRole('listitem').count()) === 0) {
      await this.hand.press(list.getByRole('button', { name: 'Add a catcher' }));
      await this.hand.choose(list.getByRole('combobox', { name: 'Next', exact: true }), Next);
    }

    await this.hand.write(list.getByRole('textbox', { name: 'ResultPath' }), ResultPath);
  }

  async leadTo(next: string): Promise<void> {
    await this.hand.choose(this.form.getByRole('combobox', { name: 'Next state' }), next);
  }

  /** Writes a field of the form. */
  async text(name: string, value: string | number): Promise<void> {
    const field = this.form.getByRole('textbox', { name, exact: true }).first();
    await this.hand.write(field, String(value));
    await expect(field).toHaveValue(String(value));
  }

  private async retry({ ErrorEquals, ...fields }: Json): Promise<void> {
    const list = this.form.getByRole('region', { name: 'Retry', exact: true });
    await this.hand.press(list.getByRole('button', { name: 'Add a retrier' }));
    const errors = list.getByRole('combobox', { name: 'ErrorEquals' });
    for (const error of ErrorEquals.filter((each: string) => each !== 'States.ALL')) {
      await this.hand.enter(errors, error, errors.locator('..').getByRole('button'));
    }

    for (const [name, value] of Object.entries(fields)) {
      if (typeof value === 'string') {
        await this.hand.choose(list.getByRole('combobox', { name, exact: true }), value);
      } else if ((await list.getByRole('textbox', { name, exact: true }).inputValue()) !== String(value)) {
        await this.hand.write(list.getByRole('textbox', { name, exact: true }), String(value));
      }
    }
  }

  /** Adds members to an object. */
  private async members(around: Locator, of: string, members: Json): Promise<void> {
    const group = around.getByRole('group', { name: of, exact: true });
    const inside = (await group.count()) > 0 ? group : around;
    const adding = inside.getByRole('textbox', { name: `Name in ${of}` });
    for (const [name, value] of Object.entries(members)) {
      await this.hand.enter(adding, name, adding.locator('..').getByRole('button'));
      await expect(inside.getByRole('textbox', { name: name.replace(/\.\$$/, ''), exact: true })).toBeFocused();
      await this.hand.type(value);
    }
  }

  /** Opens a section of the form. */
  async open(title: string): Promise<void> {
    const section = this.form.locator('details.forms-section', { has: this.page.getByRole('heading', { name: title, exact: true }) });
    if ((await section.getAttribute('open')) === null) {
      await this.hand.press(section.locator('summary').first());
    }
  }

  /** What the browser keeps of what was drawn. @param machine The ARN of what it was saved as. */
  async written(machine = ''): Promise<string> {
    return this.page.evaluate((key) => JSON.parse(localStorage.getItem(key) ?? '{}').text ?? '{}', `asl-draft:${machine}`);
  }
}

/** Draws the order sample from an empty page. */
export async function drawOrder(drawing: Drawing, { Comment, TimeoutSeconds, Version, States }: Json): Promise<void> {
  const { hand, form } = drawing;
  await drawing.text('Comment', Comment);
  await drawing.text('TimeoutSeconds', TimeoutSeconds);
  await hand.choose(form.getByRole('combobox', { name: 'Version' }), Version);
  const put = async (name: string, where?: string, json: Json = States[name]): Promise<void> => {
    await drawing.insert(json['Type'], name, where);
    await drawing.fill(json);
  };
  const inner = async (outer: string, scopes: readonly Json[], where: (number: number) => string): Promise<void> => {
    for (const [i, { States: inside }] of scopes.entries()) {
      const [[name, json]] = Object.entries(inside) as [[string, Json]];
      await put(name, where(i + 1), json);
      await drawing.select(outer);
    }
  };
  await put('Validate the order');
  await put('Is the order valid?');
  await put('Order refused', 'By the default');
  await drawing.select('Is the order valid?');
  await put('Open the order', 'By a new rule');
  await drawing.select('Is the order valid?');
  await drawing.rule(States['Is the order valid?'].Choices[0]);
  await drawing.select('Open the order');
  await put('Price each item');

  await inner('Price each item', [States['Price each item'].ItemProcessor], () => 'First inside Price each item');
  for (const name of ['Add up the prices', 'Add the delivery fee', 'Save to history', 'Charge the card']) {
    await put(name);
  }

  await put('Mark as cancelled', 'When an error is caught');
  await put('Order cancelled');
  await drawing.select('Charge the card');
  await drawing.caught(States['Charge the card'].Catch[0]);
  const parallel = 'Notify customer and restaurant';
  await put(parallel);
  await inner(parallel, States[parallel].Branches, (number) => `First in branch ${number} of ${parallel}`);
  await put('Refund the card', 'When an error is caught');
  await drawing.leadTo('Mark as cancelled');
  await drawing.select(parallel);
  await drawing.caught(States[parallel].Catch[0]);
  for (const name of ['Mark as cooking', 'Wait for the kitchen', 'Deliver the order']) {
    await put(name);
  }

  await drawing.caught(States['Deliver the order'].Catch[0]);
  for (const name of ['Mark as delivered', 'Write the receipt', 'Order delivered']) {
    await put(name);
  }
}
