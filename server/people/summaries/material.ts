import type { SessionDirectory } from '../sessions/ports.ts';
import type { View } from '../sessions/viewing.ts';
import { shownSession } from '../sessions/shown.ts';

/** Characters; some 8,000 tokens together, which models that run at home can read. */
const bounds = { goals: 6_000, conversation: 24_000 } as const;
/** What a line costs beside its words. */
const lineCost = 24;
const messagesAtOnce = 200;

/** What a model is told of a session: what it was about, what was to be done, and what was said, as JSON. */
export async function materialOf(directory: SessionDirectory, { card, contents }: View): Promise<string> {
  const { title, subject, durationMinutes } = shownSession(card, null);
  const goals = contents.goals.map((goal) => ({ title: goal.title, done: goal.isCompleted }));
  const { conversation, whole } = await conversationOf(directory, card.id);
  return JSON.stringify({
    title,
    subject,
    durationMinutes,
    goals: fitting(goals, bounds.goals, ({ title: words }) => words.length),
    ...(!whole && { note: 'The beginning of the conversation is left out.' }),
    conversation,
  });
}

type Line = { readonly name: string; readonly text: string };

/** The newest messages that fit, oldest first, with the names people are shown by. What was deleted stays deleted. */
async function conversationOf(
  directory: SessionDirectory,
  sessionId: View['card']['id'],
): Promise<{ conversation: Line[]; whole: boolean }> {
  const lines: Line[] = [];
  let before: string | undefined;
  for (;;) {
    // oxlint-disable-next-line no-await-in-loop -- each page begins where the last one ended
    const page = (await directory.messages(sessionId, { limit: messagesAtOnce, before })) ?? [];
    const said = page.filter(({ deletedAt }) => deletedAt === null);
    lines.push(...said.map(({ authorName, content }) => ({ name: authorName ?? 'Somebody', text: content })));
    const kept = fitting(lines, bounds.conversation, ({ name, text }) => name.length + text.length);
    if (kept.length < lines.length) return { conversation: kept.toReversed(), whole: false };
    if (page.length < messagesAtOnce) return { conversation: lines.toReversed(), whole: true };
    before = page.at(-1)?.id;
  }
}

/** The first of these that take no more than `bound` characters together. */
function fitting<Item>(items: readonly Item[], bound: number, length: (item: Item) => number): Item[] {
  let taken = 0;
  const over = items.findIndex((item) => (taken += length(item) + lineCost) > bound);
  return items.slice(0, over === -1 ? items.length : over);
}
