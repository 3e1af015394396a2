import { expect, type Locator, type Page } from '@playwright/test';

/** How somebody does things in the page: with a pointer, or with the keyboard alone. */
export interface Hand {
  readonly page: Page;

  /** Presses a button, follows a link, opens what is folded, ticks a box. */
  press(what: Locator): Promise<void>;
  /** Writes a text in the place of what a field has. */
  write(field: Locator, text: string): Promise<void>;
  /** Writes where the keyboard is already. */
  type(text: string): Promise<void>;
  /** Writes a text, and has it taken. */
  enter(field: Locator, text: string, button: Locator): Promise<void>;
  /** Chooses an option by what it says. */
  choose(select: Locator, option: string): Promise<void>;
  /** Chooses a state in the graph. */
  select(state: Locator): Promise<void>;
  /** Undoes or does again. */
  undo(): Promise<void>;
  redo(): Promise<void>;
}

/** Clicks; types where there is something to be typed. */
export class Pointer implements Hand {
  /** How often something was clicked. */
  clicks = 0;
  /** How often something was written, and the letters of it. */
  written = 0;
  letters = 0;

  constructor(readonly page: Page) {}

  async press(what: Locator): Promise<void> {
    this.clicks++;
    await what.click();
  }

  async write(field: Locator, text: string): Promise<void> {
    await this.press(field);
    await this.type(text);
  }

  async type(text: string): Promise<void> {
    this.written++;
    this.letters += text.length;
    await this.page.keyboard.press('Control+a');
    await (text === '' ? this.page.keyboard.press('Delete') : this.page.keyboard.insertText(text));
  }

  async enter(field: Locator, text: string, button: Locator): Promise<void> {
    await this.write(field, text);
    await this.press(button);
  }

  async choose(select: Locator, option: string): Promise<void> {
    // One opens the list, one takes an option.
    this.clicks += 2;
    await select.selectOption({ label: option });
  }

  async select(state: Locator): Promise<void> {
    this.clicks++;
    await expect(async () => {
      // What is far away is not drawn.
      if ((await state.count()) === 0) {
        await this.press(this.page.getByRole('button', { name: 'Fit', exact: true }));
      }

      // The picture may have moved between the press and the release.
      await state.click({ timeout: 5000 });
      await expect(state).toHaveAttribute('aria-pressed', 'true', { timeout: 2000 });
    }).toPass({ timeout: 120_000 });
  }

  async drag(what: Locator, to: Locator): Promise<void> {
    this.clicks++;
    await what.dragTo(to);
  }

  /** Drags what a state shows under the pointer to where nothing is, at the right and below. */
  async dragAside(what: Locator): Promise<void> {
    this.clicks++;
    await what.locator('..').hover();
    const { x, y, width, height } = (await what.boundingBox())!;
    const { mouse } = this.page;
    await mouse.move(x + width / 2, y + height / 2);
    await mouse.down();
    await mouse.move(x + 40, y + 30, { steps: 4 });
    await mouse.move(x + 130, y + 60, { steps: 4 });
    await mouse.up();
  }

  async undo(): Promise<void> {
    await this.press(this.page.getByRole('button', { name: 'Undo', exact: true }));
  }

  async redo(): Promise<void> {
    await this.press(this.page.getByRole('button', { name: 'Redo', exact: true }));
  }
}

/** Has no pointer: goes by Tab, arrows, and the keys that the designer tells. */
export class Keyboard implements Hand {
  constructor(readonly page: Page) {}

  key(key: string): Promise<void> {
    return this.page.keyboard.press(key);
  }

  async press(what: Locator): Promise<void> {
    await this.reach(what);
    await this.key((await what.getAttribute('type')) === 'checkbox' ? 'Space' : 'Enter');
  }

  async write(field: Locator, text: string): Promise<void> {
    await this.reach(field);
    await this.type(text);
  }

  async type(text: string): Promise<void> {
    await this.key('Control+a');
    await (text === '' ? this.key('Delete') : this.page.keyboard.insertText(text));
  }

  async enter(field: Locator, text: string): Promise<void> {
    await this.write(field, text);
    await this.key('Enter');
  }

  async choose(select: Locator, option: string): Promise<void> {
    await this.reach(select);
    const index = await select.evaluate((each: HTMLSelectElement, label) => [...each.options].filter((one) => !one.disabled).findIndex((one) => one.label === label), option);
    expect(index, `${option} is among the options`).toBeGreaterThanOrEqual(0);
    // In its list, so that nothing is chosen on the way.
    await this.key('Space');
    await this.key('Home');
    for (let i = 0; i < index; i++) {
      await this.key('ArrowDown');
    }

    await this.key('Enter');
    await expect(select.locator('option:checked')).toHaveText(option);
  }

  async select(state: Locator): Promise<void> {
    await this.page.locator('.canvas [data-pointer]').first().waitFor();
    await this.toPart('.designer-drawing');
    // What is far away is not drawn: to the start, and from there along the ways.
    const name = (): Promise<string | undefined> => this.page.evaluate(() => (document.activeElement as HTMLElement).dataset['pointer']);
    for (let last; (await state.count()) === 0 && (last = await name()) !== undefined;) {
      await this.key('ArrowUp');
      if ((await name()) === last) {
        break;
      }
    }

    for (let i = 0; (await state.count()) === 0 && i < 50; i++) {
      await this.key('ArrowDown');
    }

    await this.reach(state);
    await this.key('Space');
    await expect(state).toHaveAttribute('aria-pressed', 'true');
    await expect(state).toBeFocused();
  }

  undo(): Promise<void> {
    return this.key('Control+z');
  }

  redo(): Promise<void> {
    return this.key('Control+Shift+z');
  }

  /** Goes to a part of the designer. */
  async toPart(part: string): Promise<void> {
    const isThere = (): Promise<boolean> => this.page.evaluate((selector) => document.activeElement?.closest(selector) != null, part);
    await expect(async () => {
      if (!(await isThere())) {
        await this.key('F6');
      }

      expect(await isThere()).toBe(true);
    }).toPass({ timeout: 120_000 });
  }

  /** Goes to something by Tab, forward or back. */
  async reach(what: Locator): Promise<void> {
    await what.waitFor();
    const part = await what.evaluate((element) => (element.closest('dialog') ? undefined : ['.designer-palette', '.designer-drawing', '.designer-inspector'].find((each) => element.closest(each))));
    if (part !== undefined) {
      await this.toPart(part);
    }

    for (let i = 0; i < 400; i++) {
      const way = await what.evaluate((element) => {
        const host = (node: Element): Element => {
          const root = node.getRootNode();
          return root instanceof ShadowRoot ? host(root.host) : node;
        };
        let active = document.activeElement;
        while (active?.shadowRoot?.activeElement) {
          active = active.shadowRoot.activeElement;
        }

        const is = active === element;
        const isBefore = active !== null && active !== document.body && (host(element).compareDocumentPosition(host(active)) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0;
        return is ? undefined : isBefore ? 'Shift+Tab' : 'Tab';
      });
      if (way === undefined) {
        return;
      }

      await this.key(way);
    }

    throw new Error(`The keyboard does not get to ${what}.`);
  }
}
