import { openDocument } from '../../../client/sdk/docs/index.ts';
import { callScenes } from './call-scenes.ts';
import { guest } from './crowd.ts';
import { comeIn, createdBy, longName, longTitle, tab, type Scene } from './scene.ts';

/** A room with so many people, who talk, have goals and say what they do; the page is one more of them. */
function room(people: number, { long = false, running = true, panel = '' } = {}): Scene {
  return async (url) => {
    const host = await guest(url, long ? longName : 'Grace Hopper');
    const { id, inviteLink, secret } = await createdBy(host, {
      title: long ? longTitle : 'Linear algebra, chapter 3',
      maxParticipants: 50,
    });
    const own = await host.enter(id);
    await own.send('session:start', {});
    const others = await Promise.all(
      Array.from({ length: people }, async (_, index) => {
        const name = long && index % 3 === 0 ? `${longName} ${index}` : `Person ${index + 1}`;
        return (await guest(url, name)).enter(id, secret);
      }),
    );
    for (const [index, session] of others.entries()) {
      await session.send('participant:setStatus', {
        status: long ? 'Rewriting the whole of chapter seven' : `Exercise ${index + 1}`,
      });
    }
    await others[0]?.send('participant:raiseHand', {});
    for (let index = 0; index < (long ? 30 : 6); index += 1) {
      const speaker = others[index % Math.max(1, others.length)] ?? own;
      const text =
        index % 4 === 3
          ? 'See https://example.org/notes/linear-algebra#chapter-3 for the proof.'
          : `Message number ${index + 1}, about the exercises.`;
      await speaker.send('chat:send', { content: text });
      await own.send('goal:add', { title: long ? `${longTitle} (${index + 1})` : `Exercise ${index + 1}` });
    }
    const goals = own.goals.getSnapshot().entries;
    for (const { goal } of goals.slice(0, 2)) await own.send('goal:complete', { goalId: goal.id });
    if (running) await own.send('timer:start', {});
    return async (page) => {
      await page.goto(inviteLink);
      await comeIn(page, long ? `${longName} the Second` : 'Ada Lovelace');
      await page.getByRole('button', { name: 'Join Session' }).click();
      await page.getByTestId('timer-display').waitFor();
      const phone = (page.viewportSize()?.width ?? 0) < 768;
      if (panel && phone) await page.getByRole('navigation').getByRole('button', { name: panel }).click();
      if (panel && !phone) await page.getByRole('tab', { name: panel }).click();
    };
  };
}

const markdown = `# Chapter 3: compact operators

An operator is **compact** if it takes bounded sets to *relatively compact* ones ([see here](https://example.org/)).

## For Thursday

- [x] read pages 41 to 58
- [ ] exercises 3.1 to 3.7
- [ ] write up the proof of 3.4

> If the unit ball is compact, the space has finite dimension.

\`\`\`
T = U |T|
\`\`\`

| Who | What |
| --- | --- |
| Grace | 3.1, 3.2 |
| Ada | 3.4 |
`;

const shape = (id: string, type: string, x: number, y: number, more: object = {}) => ({
  id,
  type,
  x,
  y,
  width: 190,
  height: 90,
  index: `a${id}`,
  ...more,
});
const words = (id: string, text: string, x: number, y: number) =>
  shape(id, 'text', x, y, { text, originalText: text, fontSize: 20, fontFamily: 5, width: 150, height: 25 });

/** A room with notes and a drawing in it, and a version of each; the page looks at one of them. */
function written(view: 'Notes' | 'Board', { history = false } = {}): Scene {
  return async (url) => {
    const host = await guest(url, 'Grace Hopper');
    const { id, inviteLink } = await createdBy(host, { title: 'Linear algebra, chapter 3' });
    const own = await host.enter(id);
    await host.client.api.documents.importMarkdown(id, markdown);
    const board = openDocument(host.client.ground, { sessionId: id, kind: 'whiteboard' }, { userId: '', copies: null });
    const isSaved = () => board.state.getSnapshot().kind === 'saved';
    const saved = () =>
      new Promise<void>((resolve) => {
        if (isSaved()) return resolve();
        const stop = board.state.subscribe(() => {
          if (!isSaved()) return;
          stop();
          resolve();
        });
      });
    await saved();
    const doc = board.replica.getSnapshot()!.doc;
    doc.transact(() => {
      const drawn = [
        shape('1', 'rectangle', 0, 0, { backgroundColor: '#ffec99' }),
        words('2', 'bounded', 50, 32),
        shape('3', 'ellipse', 300, 0, { backgroundColor: '#b2f2bb' }),
        words('4', 'compact', 345, 32),
        shape('5', 'arrow', 195, 45, {
          width: 100,
          height: 0,
          points: [
            [0, 0],
            [100, 0],
          ],
        }),
        shape('6', 'diamond', 140, 160),
      ];
      for (const element of drawn) doc.getMap('elements').set(element.id, element);
    });
    await saved();
    await own.send('session:start', {});
    await own.send('timer:configure', { config: { mode: 'COUNTDOWN', workMs: 1_000 } });
    await own.send('timer:start', {});
    return async (page) => {
      await page.goto(inviteLink);
      await comeIn(page);
      await page.getByRole('button', { name: 'Join Session' }).click();
      await page.getByRole('tab', { name: view }).click();
      if (view === 'Notes') await page.getByTestId('notes-editor').getByRole('heading').first().waitFor();
      else await page.getByText('Text: compact').waitFor({ state: 'attached' });
      if (!history) return;
      if (view === 'Notes') await page.getByRole('button', { name: 'File and history' }).click();
      else await page.getByTestId('main-menu-trigger').click();
      await page.getByText('History', { exact: true }).click();
      await page.getByRole('dialog').getByText('End of a phase').click();
      await page
        .getByRole('dialog')
        .getByText(view === 'Notes' ? 'For Thursday' : 'Export SVG')
        .waitFor();
    };
  };
}

const hour = 3_600_000;

/** What a server lists after two recordings: pictures need no film. */
function recordings(sessionId: string) {
  const base = { recordingId: sessionId, part: 1, interrupted: false, type: 'VIDEO', url: null, urlExpiresAt: null };
  const film = { fileSize: 48_000_000, durationMs: 1.2 * hour, url: '/api/film?pass=1' };
  const at = (ago: number) => new Date(Date.now() - ago).toISOString();
  return [
    { ...base, ...film, id: '1', status: 'READY', startedAt: at(2 * hour) },
    { ...base, ...film, id: '2', part: 2, status: 'READY', interrupted: true, startedAt: at(hour), durationMs: 65_000 },
    {
      ...base,
      id: '3',
      recordingId: '3',
      status: 'PROCESSING',
      startedAt: at(60_000),
      fileSize: null,
      durationMs: null,
    },
    { ...base, id: '4', recordingId: '4', status: 'FAILED', startedAt: at(60_000), fileSize: null, durationMs: null },
  ];
}

/** A room where somebody asks to record, and the page is asked. */
function asked({ answers = false, audioOnly = false, name = 'Grace Hopper' } = {}): Scene {
  return async (url) => {
    const host = await guest(url, name);
    const { id, inviteLink } = await createdBy(host, { title: 'Linear algebra, chapter 3', settings: { audioOnly } });
    const own = await host.enter(id);
    await own.send('session:start', {});
    await own.send('recording:start', {});
    return async (page) => {
      await page.goto(inviteLink);
      await comeIn(page);
      await page.getByRole('button', { name: 'Join Session' }).click();
      await tab(page, 'Video');
      await page.getByText('Keep me out of it').waitFor();
      if (!answers) return;
      await page.getByRole('button', { name: 'Agree' }).click();
      await page.getByRole('button', { name: 'Join call' }).click();
      await page.getByRole('button', { name: 'Leave call' }).waitFor();
      await page.getByRole('button', { name: /REC/ }).click();
      await page.getByText('I may be in it').waitFor();
    };
  };
}

export const scenes: Record<string, Scene> = {
  'coming-in': async (url) => async (page) => {
    await page.goto(url);
    await page.getByRole('button', { name: 'Continue as guest' }).waitFor();
  },
  'coming-in-register': async (url) => async (page) => {
    await page.goto(url);
    await page.getByText('Register', { exact: true }).click();
    await page.getByRole('button', { name: 'Register' }).click();
  },
  'sessions-empty': async (url) => async (page) => {
    await page.goto(url);
    await comeIn(page);
    await page.getByText('Nothing here yet').waitFor();
  },
  'sessions-full': async (url) => {
    const host = await guest(url, 'Grace Hopper');
    for (let index = 0; index < 25; index += 1) {
      await createdBy(host, {
        title: index % 5 === 0 ? longTitle : `Study session ${index + 1}`,
        subject: index % 2 === 0 ? 'Mathematics' : 'History of science',
        tags: ['exam', 'chapter-3'],
        isPublic: true,
        ...(index % 3 === 0 ? { scheduledAt: new Date(Date.now() + 3_600_000 * (index + 1)).toISOString() } : {}),
      });
    }
    return async (page) => {
      await page.goto(`${url}/study-sessions?tab=browse`);
      await comeIn(page, longName);
      await page.getByText('Study session 2', { exact: true }).first().waitFor();
    };
  },
  create: async (url) => async (page) => {
    await page.goto(url);
    await comeIn(page);
    await page.getByRole('button', { name: 'Create Session' }).click();
    await page.locator('input[name="title"]').fill(longTitle);
  },
  'create-settings': async (url) => async (page) => {
    await page.goto(url);
    await comeIn(page);
    await page.getByRole('button', { name: 'Create Session' }).click();
    await page.locator('input[name="title"]').fill('Linear algebra');
    await page.getByRole('button', { name: 'Next: settings' }).click();
    await page.getByText('Waiting room').waitFor();
  },
  invitation: async (url) => {
    const host = await guest(url, 'Grace Hopper');
    const { inviteLink } = await createdBy(host, {
      title: longTitle,
      description: 'We go through the exercises of the third chapter, one by one.',
    });
    return async (page) => {
      await page.goto(inviteLink);
      await comeIn(page);
      await page.getByRole('button', { name: 'Join Session' }).waitFor();
    };
  },
  'no-session': async (url) => async (page) => {
    await page.goto(`${url}/study-sessions/11111111-1111-4111-8111-111111111111`);
    await comeIn(page);
    await page.getByRole('heading', { name: 'There is no such session' }).waitFor();
  },
  profile: async (url) => async (page) => {
    await page.goto(`${url}/profile`);
    await comeIn(page);
    await page.getByRole('heading', { name: 'Profile' }).waitFor();
  },
  'room-fresh': async (url) => async (page) => {
    await page.goto(url);
    await comeIn(page);
    await page.getByRole('button', { name: 'Create Session' }).click();
    await page.locator('input[name="title"]').fill('Linear algebra, chapter 3');
    await page.getByRole('button', { name: 'Create', exact: true }).click();
    await page.getByTestId('invite-link').waitFor();
  },
  'room-share': async (url) => async (page) => {
    await scenes['room-fresh']!(url).then((open) => open(page));
    if ((page.viewportSize()?.width ?? 0) < 768)
      await page.getByRole('navigation').getByRole('button', { name: 'More' }).click();
    await page.getByRole('button', { name: 'Invite', exact: true }).click();
    await page.getByRole('img', { name: /QR/ }).waitFor();
  },
  'room-timer-settings': async (url) => async (page) => {
    await scenes['room-fresh']!(url).then((open) => open(page));
    await page.getByRole('button', { name: 'Timer settings' }).click();
    await page.getByText('Everybody may run the timer').waitFor();
  },
  'room-small': room(3),
  'room-small-goals': room(3, { panel: 'Goals' }),
  'room-full': room(23, { long: true }),
  'room-full-chat': room(23, { long: true, panel: 'Chat' }),
  'room-full-people': room(23, { long: true, panel: 'People' }),
  // The words are English; the page is laid out as for a language written from right to left.
  'room-rtl': async (url) => {
    const open = await room(3, { panel: 'Goals' })(url);
    return async (page) => {
      await open(page);
      await page.evaluate(() => document.documentElement.setAttribute('dir', 'rtl'));
    };
  },
  'room-notes': written('Notes'),
  'room-notes-history': written('Notes', { history: true }),
  'room-board': written('Board'),
  'room-board-history': written('Board', { history: true }),
  'room-offline': async (url) => {
    const open = await room(3)(url);
    return async (page) => {
      await open(page);
      await page.context().setOffline(true);
      await page.getByText('You are offline.').waitFor();
    };
  },
  'room-settings': async (url) => async (page) => {
    await scenes['room-fresh']!(url).then((open) => open(page));
    if ((page.viewportSize()?.width ?? 0) < 768)
      await page.getByRole('navigation').getByRole('button', { name: 'More' }).click();
    else await page.getByRole('button', { name: 'Room menu' }).click();
    await page.getByText('Room settings').click();
    await page.getByText('Ask to record calls').waitFor();
  },
  'room-record-asked': asked(),
  'room-record-asked-long': asked({ name: longName }),
  'room-record-answered': asked({ answers: true }),
  'room-voices': asked({ answers: true, audioOnly: true }),
  'room-record': async (url) => async (page) => {
    await scenes['room-fresh']!(url).then((open) => open(page));
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Start timer' }).first().click();
    await tab(page, 'Video');
    await page.getByRole('button', { name: 'Join call' }).click();
    await page.getByRole('button', { name: 'Record' }).click();
    await page.getByRole('button', { name: 'Ask everybody' }).waitFor();
  },
  'room-recording': async (url) => async (page) => {
    await scenes['room-record']!(url).then((open) => open(page));
    await page.getByRole('button', { name: 'Ask everybody' }).click();
    await page.getByRole('button', { name: /^REC: / }).click();
    await page.getByText('I may be in it').waitFor();
  },
  'room-focus-mode': async (url) => {
    const host = await guest(url, 'Grace Hopper');
    const { id, inviteLink } = await createdBy(host, {
      title: 'Linear algebra, chapter 3',
      settings: { focusMode: true },
    });
    const own = await host.enter(id);
    await own.send('session:start', {});
    await own.send('timer:start', {});
    return async (page) => {
      await page.goto(inviteLink);
      await comeIn(page);
      await page.getByRole('button', { name: 'Join Session' }).click();
      await tab(page, 'Video');
      await page.getByRole('button', { name: 'Join call' }).click();
      await page.getByText('Leave focus for now').waitFor();
    };
  },
  ...callScenes,
  recordings: async (url) => async (page) => {
    await page.route('**/recordings', (route) =>
      route.fulfill({ json: { success: true, recordings: recordings('1') } }),
    );
    await scenes['room-ended']!(url).then((open) => open(page));
    await page.getByText('Being prepared').waitFor();
  },
  // Asked by the session itself, its host included; and what was recorded, for who may delete it.
  'recordings-details': async (url) => async (page) => {
    await page.route('**/recordings', (route) =>
      route.fulfill({ json: { success: true, recordings: recordings('1') } }),
    );
    await scenes['room-armed']!(url).then((open) => open(page));
    await page.goto(`${url}/study-sessions`);
    await page.getByRole('button', { name: /^More about/ }).click();
    await page.getByRole('menuitem', { name: 'Details' }).click();
    await page.getByText('Being prepared').waitFor();
  },
  'room-armed': async (url) => async (page) => {
    await scenes['create-settings']!(url).then((open) => open(page));
    await page.getByRole('switch', { name: 'Ask to record calls' }).click();
    await page.getByRole('button', { name: 'Create', exact: true }).click();
    await page.getByRole('button', { name: 'Start timer' }).first().click();
    await page.getByText('This session asks to record its calls.').first().waitFor();
  },
  'room-ended': async (url) => async (page) => {
    // Whoever sees the end was in it: each page has a session of its own.
    const host = await guest(url, 'Grace Hopper');
    const { id, inviteLink } = await createdBy(host, { title: 'Linear algebra, chapter 3' });
    const own = await host.enter(id);
    await own.send('session:start', {});
    await own.send('goal:add', { title: 'Exercise 1' });
    await own.send('goal:add', { title: 'Exercise 2' });
    await own.send('goal:complete', { goalId: own.goals.getSnapshot().entries[0]!.goal.id });
    await page.goto(inviteLink);
    await comeIn(page);
    await page.getByRole('button', { name: 'Join Session' }).click();
    await page.getByTestId('timer-display').waitFor();
    await own.send('session:end', {});
    await page.getByText('What got done').waitFor();
    await page.getByText('Still counting').first().waitFor({ state: 'hidden' });
  },
};
