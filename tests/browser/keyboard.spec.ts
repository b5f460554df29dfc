import { expect, test } from './support/carrel-test.ts';
import { reader } from './support/reader.ts';

// What is found is found by its role and its name, as a screen reader tells them; `trees` holds what it tells of a page.
test('the whole story by keys alone: come in, create, share, study, end, look back', async ({ carrel, newVisitor }) => {
  const page = await newVisitor({ permissions: ['clipboard-read', 'clipboard-write'] });
  const { keyboard } = page;
  const ada = reader(page);

  await page.goto(carrel.url);
  await ada.press('button', 'Continue as guest');
  await expect(ada.the('textbox', 'Your name')).toBeFocused();
  await expect(ada.the('textbox', 'Your name')).toHaveAccessibleDescription(/Write a name/);
  await expect(page).toMatchAriaSnapshot({ name: 'coming-in.aria.yml' });
  await ada.write('textbox', 'Your name', 'Ada');

  await expect(ada.the('heading', 'Study sessions')).toBeFocused();
  await ada.press('button', 'Create Session');
  await expect(ada.the('textbox', 'Title')).toBeFocused();
  await keyboard.press('Escape');
  await expect(ada.the('button', 'Create Session')).toBeFocused();
  await keyboard.press('Enter');
  await expect(ada.the('textbox', 'Title')).toBeFocused();
  await ada.press('button', 'Next: settings');
  await expect(ada.the('group', 'Settings')).toBeFocused();
  await ada.press('spinbutton', 'Seats');
  await expect(ada.the('textbox', 'Title')).toBeFocused();
  await expect(ada.the('textbox', 'Title')).toHaveAccessibleDescription(/Give it a title/);
  await expect(ada.the('dialog', 'New study session')).toMatchAriaSnapshot({ name: 'create.aria.yml' });
  await ada.write('textbox', 'Title', 'By keyboard');

  await expect(ada.the('heading', 'By keyboard')).toBeFocused();
  await ada.press('button', 'Invite');
  await expect(ada.the('dialog', 'Bring others in')).toBeVisible();
  await ada.press('button', 'Copy link');
  await expect(ada.the('button', 'Copied')).toBeFocused();
  await keyboard.press('Escape');
  await expect(ada.the('button', 'Invite')).toBeFocused();

  const ben = reader(await newVisitor());
  await ben.page.goto(await page.evaluate(() => navigator.clipboard.readText()));
  await ben.write('textbox', 'Your name', 'Ben');
  await expect(ben.the('heading', 'By keyboard')).toBeFocused();
  await ben.press('button', 'Join Session');
  await expect(ben.the('heading', 'By keyboard')).toBeFocused();
  await ada.hears('Ben came in.');

  await keyboard.press('?');
  await expect(ada.the('dialog', 'Keyboard shortcuts').locator(':focus')).toBeAttached();
  await keyboard.press('Escape');
  await ada.press('button', 'Start timer');
  await expect(ada.the('button', 'Pause timer')).toBeFocused();
  await ben.hears('Focus has started, 25 minutes.');
  await keyboard.press('c');
  await ada.write('textbox', 'Write a message', 'p is a letter here');
  await expect(ben.the('log', 'Messages')).toContainText('p is a letter here');

  await ada.tabTo('button', 'Message of Ada', 'Shift+Tab');
  await ada.open('Message of Ada');
  await keyboard.press('Escape');
  await expect(ada.the('button', 'Message of Ada')).toBeFocused();
  await keyboard.press('g');
  for (const title of ['One', 'Two']) await ada.write('textbox', 'Add a goal', title);
  await ada.tabTo('checkbox', 'Done: One');
  await keyboard.press('Space');
  await ada.tabTo('button', 'Move One');
  await keyboard.press('ArrowDown');
  await ada.hears('One: place 2 of 2');
  await expect(ada.the('button', 'Move One')).toBeFocused();
  await ada.press('button', 'Edit One', 'Shift+Tab');
  await keyboard.press('Escape');
  await expect(ada.the('button', 'Edit One')).toBeFocused();
  await expect(page).toMatchAriaSnapshot({ name: 'room.aria.yml' });

  await ben.press('button', 'Leave');
  await expect(ben.the('heading', 'Study sessions')).toBeFocused();
  await ada.hears('Ben has left.');
  await ben.press('link', 'Join: By keyboard');
  await ben.press('button', 'Join Session');
  await expect(ben.the('timer')).toContainText('Focus');

  await keyboard.press('r');
  for (const answer of ['Cancel', 'End session']) {
    await ada.choose('Room menu', 'End session');
    await expect(ada.the('dialog', 'End the session for everyone?')).toBeVisible();
    await ada.press('button', answer);
  }
  for (const one of [ada, ben]) await expect(one.the('heading', 'Well studied')).toBeFocused();
  await expect(page).toMatchAriaSnapshot({ name: 'ended.aria.yml' });

  await ada.press('link', 'All sessions');
  await expect(ada.the('heading', 'Study sessions')).toBeFocused();
  await ada.tabTo('tab', 'My Sessions');
  await keyboard.press('ArrowLeft');
  await expect(ada.the('tab', 'Past Sessions')).toBeFocused();
  await expect(ada.the('link', 'Open: By keyboard')).toBeVisible();
  await expect(page).toMatchAriaSnapshot({ name: 'past.aria.yml' });
  await ada.press('link', 'Open: By keyboard');
  await expect(ada.the('heading', 'Well studied')).toBeFocused();
});

test('notes, board and call by keys alone: into each and out of it', async ({ openRoom }) => {
  const {
    pages: [page, other],
  } = await openRoom('More by keyboard', ['Ada', 'Ben']);
  const { keyboard } = page;
  const [ada, ben] = [reader(page), reader(other)];

  await keyboard.press('n');
  await expect(ada.the('tabpanel', 'Notes')).toBeFocused();
  await ada.tabTo('button', 'Text style');
  await keyboard.press('ArrowRight');
  await expect(ada.the('button', 'Bold')).toBeFocused();
  await keyboard.press('Space');
  await expect(ada.the('textbox', 'Shared notes')).toBeFocused();
  await expect(ada.the('textbox', 'Shared notes')).toHaveAccessibleDescription(/^Escape/);
  await keyboard.type('Chapter one');
  await keyboard.press('Enter');
  await keyboard.type('- First');
  await keyboard.press('Enter');
  await keyboard.press('Tab');
  await keyboard.type('Further in, and n is a letter');
  await other.keyboard.press('n');
  await expect(ben.the('textbox', 'Shared notes').getByRole('listitem').first()).toContainText('Further in, and n');
  await expect(ben.the('textbox', 'Shared notes').getByRole('strong')).toHaveText('Chapter one');
  await keyboard.press('Escape');
  await expect(ada.the('tabpanel', 'Notes')).toBeFocused();
  // In a text the caret is what one sees of the focus.
  await ada.tabTo('button', 'File and history');
  await keyboard.press('Tab');
  await expect(ada.the('textbox', 'Shared notes')).toBeFocused();
  // At the beginning there is no list to go into: Tab goes on.
  await keyboard.press('Control+Home');
  await keyboard.press('Tab');
  await expect(ada.the('textbox', 'Shared notes')).not.toBeFocused();
  await keyboard.press('Shift+Tab');
  await expect(ada.the('textbox', 'Shared notes')).toBeFocused();
  await keyboard.press('Escape');

  await keyboard.press('b');
  await expect(ada.the('tabpanel', 'Board')).toBeFocused();
  await expect(ada.the('heading', 'What is on the board')).toBeAttached();
  // Drawing wants a pointer; what others draw is told in words.
  await other.keyboard.press('b');
  const box = (await other.getByTestId('whiteboard').locator('canvas.interactive').boundingBox())!;
  await other.keyboard.press('Tab');
  await other.keyboard.press('r');
  await other.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await other.mouse.down();
  await other.mouse.move(box.x + box.width / 2 + 90, box.y + box.height / 2 + 60, { steps: 3 });
  await other.mouse.up();
  await expect(ada.the('list', 'What is on the board')).toContainText('Rectangle');
  await ada.tabTo('tab', 'Chat');
  await ada.tabTo('tab', 'Board', 'Shift+Tab');

  await keyboard.press('w');
  await expect(ada.the('tabpanel', 'Video')).toBeFocused();
  await ada.press('button', 'Join call');
  await expect(ada.the('toolbar', 'Call controls')).toBeVisible();
  await expect(page.locator('body')).not.toBeFocused();
  await keyboard.press('a');
  await expect(ada.the('button', 'Turn on microphone')).toBeVisible();
  await keyboard.press('a');
  await ada.press('button', 'Mute microphone');
  await expect(ada.the('button', 'Turn on microphone')).toBeFocused();
  await ada.press('button', 'Leave call');
  await expect(ada.the('heading', 'How you will be seen and heard')).toBeFocused();
});
