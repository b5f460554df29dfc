import { describe, expect, test } from 'vitest';
import { Doc, XmlElement, XmlText } from 'yjs';
import { notesFromMarkdown, notesToHtml, notesToMarkdown } from '../../server/docs/notes/markdown.ts';
import { appendNotes, readNotes, writeNotes } from '../../server/docs/notes/notes.ts';
import { readElements, writeElements } from '../../server/docs/whiteboard/elements.ts';
import { renderSvg } from '../../server/docs/whiteboard/svg.ts';

const through = (markdown: string): string => {
  const doc = new Doc();
  writeNotes(doc, notesFromMarkdown(markdown));
  return notesToMarkdown(readNotes(doc));
};

describe('notes as Markdown', () => {
  test.each([
    ['headings', '# One\n\n### Three'],
    ['marks', 'Some **bold**, *italic*, ~~gone~~ and `code`'],
    ['links', '[here](https://example.org/a) and [there](mailto:a@example.org)'],
    ['lists in lists', '- one\n- two\n  - nested\n\n1. first\n2. second'],
    ['tasks', '- [ ] open\n- [x] done'],
    ['quotes', '> quoted\n>\n> twice'],
    ['code', '```js\nconst a = `b`;\n```'],
    ['tables', '| a | b |\n| --- | --- |\n| 1 | **2** |'],
    ['tables in quotes', '> | a | b |\n> | --- | --- |\n> | 1 | 2 |'],
    ['rules', 'above\n\n---\n\nbelow'],
  ])('%s come back as they went in', (_, markdown) => {
    expect(through(markdown)).toBe(markdown);
  });

  test('scripts stay words, also in HTML; other links are none', () => {
    const notes = notesFromMarkdown('<script>alert(1)</script> [x](javascript:alert(1))');
    expect(notesToHtml(notes)).not.toMatch(/<script|href/);
    expect(notesToMarkdown(notes)).toContain(String.raw`\<script`);
  });

  test('a change of a word is a change of that word: the rest keeps its place', () => {
    const doc = new Doc();
    const words = Array.from({ length: 200 }, (_, index) => `paragraph ${index}`).join('\n\n');
    writeNotes(doc, notesFromMarkdown(words));
    let bytes = 0;
    doc.on('update', (update: Uint8Array) => void (bytes += update.length));
    writeNotes(doc, notesFromMarkdown(words.replace('paragraph 100', 'paragraph hundred')));
    expect(bytes).toBeGreaterThan(0);
    expect(bytes).toBeLessThan(200);
  });

  test('what is imported comes behind what is there', () => {
    const doc = new Doc();
    for (const markdown of ['# First', '- [x] second']) appendNotes(doc, notesFromMarkdown(markdown));
    expect(notesToMarkdown(readNotes(doc))).toBe('# First\n\n- [x] second');
    expect(notesToHtml(readNotes(doc))).toContain('<li data-type="taskItem" data-checked="true">');
  });

  test('what another editor put there is read as far as it can be, and left alone', () => {
    const doc = new Doc();
    const strange = new XmlElement('marquee');
    strange.insert(0, [new XmlText('words')]);
    doc.getXmlFragment('notes').insert(0, [strange, new XmlText('bare')]);
    const before = doc.getXmlFragment('notes').toJSON();
    expect(notesToMarkdown(readNotes(doc))).toBe('words\n\nbare');
    expect(doc.getXmlFragment('notes').toJSON()).toBe(before);
  });
});

describe('boards', () => {
  const element = (id: string, more: object = {}) => ({
    id,
    type: 'rectangle',
    x: 1,
    y: 1,
    width: 5,
    height: 5,
    ...more,
  });

  test('elements come in their order; deleted ones are gone from the map', () => {
    const doc = new Doc();
    writeElements(doc, [
      element('b', { index: 'a1' }),
      element('a', { index: 'a2' }),
      element('c', { isDeleted: true }),
    ]);
    expect(readElements(doc).map(({ id }) => id)).toEqual(['b', 'a']);
    writeElements(doc, [element('a', { index: 'a2' })]);
    expect([...doc.getMap('elements').keys()]).toEqual(['a']);
  });

  test('what is the same already is not touched', () => {
    const doc = new Doc();
    writeElements(doc, [element('a'), element('b')]);
    let updates = 0;
    doc.on('update', () => void (updates += 1));
    writeElements(doc, [element('a'), element('b')]);
    expect(updates).toBe(0);
  });

  test('words in a picture are no markup', () => {
    expect(renderSvg([{ id: 'a', type: 'text', text: '<script>"', strokeColor: '"><script>' }])).not.toContain(
      '<script>',
    );
  });
});
