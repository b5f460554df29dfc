import type { KeyObject } from 'node:crypto';
import type { Router } from 'express';
import type { Doc } from 'yjs';
import { z } from 'zod';
import type { DocumentKind, DocumentName } from '../../docs/names.ts';
import { notesFromMarkdown } from '../../docs/notes/markdown.ts';
import { appendNotes } from '../../docs/notes/notes.ts';
import type { DocumentWorks } from '../../docs/start.ts';
import { issueTicket } from '../../docs/tickets.ts';
import { isHost } from '../../domain/policy.ts';
import { done, refused, type Outcome } from '../../people/outcome.ts';
import type { UserId } from '../../protocol/ids.ts';
import type { DocumentVersion } from '../../protocol/rest/documents.ts';
import type { Rooms } from '../../rooms/rooms.ts';
import type { Limiters } from '../limits.ts';
import { documentEntrance, type Entered } from './document-entrance.ts';
import { forms, type Form } from './document-forms.ts';
import { documentOperations } from './document-operations.ts';
import { routerOf } from './operation.ts';
import type { Routes, SignedInCall } from './route.ts';

export interface DocumentRoutesOptions {
  works: DocumentWorks;
  rooms: Rooms;
  routes: Routes;
  limiters: Limiters;
  secret: KeyObject;
}

/** How long an answer waits for the log. */
const patienceMs = 5_000;
const noSuchVersion = refused('NOT_FOUND', 'There is no such version');
const notSaved = refused('UNAVAILABLE', 'This could not be saved yet; ask again in a moment', { retryAfterMs: 1_000 });

/** /api/study-sessions/:id/… of the documents */
export function documentRoutes({ works, rooms, routes, limiters, secret }: DocumentRoutesOptions): Router {
  const { documents, history } = works;

  const enter = documentEntrance({ rooms, limiters });

  const withDocument = async <Answer>(
    name: DocumentName,
    use: (lease: Awaited<ReturnType<typeof documents.open>>) => Promise<Answer>,
  ) => {
    const lease = await documents.open(name);
    try {
      // What was saved through another node is in the answer.
      await lease.document.catchUp();
      return await use(lease);
    } finally {
      lease.release();
    }
  };

  const read =
    <Body extends object>(form: Form<Body>) =>
    async (call: SignedInCall): Promise<Outcome<Body>> => {
      const entered = await enter(call, form.kind, 'read');
      if (!entered.ok) return entered;
      return withDocument(entered.value.name, async ({ document }) => {
        // What arrived before this was asked is in the answer.
        await inTime(document.settle());
        return done(form.read(document.doc));
      });
    };

  const replace = async <Body extends object>(
    form: Form<Body>,
    { name, userId }: Entered,
    write: (doc: Doc) => void,
  ): Promise<Outcome<Body>> =>
    withDocument(name, async ({ document }) => {
      const saved = await inTime(document.edit(userId, write));
      return saved ? done(form.read(document.doc)) : notSaved;
    });

  const change =
    <Body extends object>(form: Form<Body>) =>
    async (call: SignedInCall & { body: Body }): Promise<Outcome<Body>> => {
      const entered = await enter(call, form.kind, 'write');
      return entered.ok ? replace(form, entered.value, (doc) => form.write(doc, call.body)) : entered;
    };

  /** Added to what is there in one step, so that whoever writes meanwhile loses nothing. */
  const addMarkdown = async (call: SignedInCall & { body: { content: string } }): Promise<Outcome<object>> => {
    const entered = await enter(call, 'notes', 'write');
    if (!entered.ok) return entered;
    const { name, userId } = entered.value;
    return withDocument(name, async ({ document }) => {
      const added = notesFromMarkdown(call.body.content);
      const saved = await inTime(document.edit(userId, (doc) => appendNotes(doc, added)));
      return saved ? done({}) : notSaved;
    });
  };

  const list =
    (kind: DocumentKind) =>
    async (call: SignedInCall): Promise<Outcome<{ versions: DocumentVersion[] }>> => {
      const entered = await enter(call, kind, 'read');
      if (!entered.ok) return entered;
      const { name, state } = entered.value;
      const versions = await history.list(name);
      const editor = (userId: UserId) => ({ userId, name: state.participants[userId]?.name ?? null });
      return done({
        versions: versions.map(({ id, createdAt, cause, editorIds }) => ({
          id,
          createdAt: new Date(createdAt).toISOString(),
          cause,
          editors: editorIds.map(editor),
        })),
      });
    };

  /** The document now, or as it was in a version, read by `use`. */
  const asOf = async <Answer>(
    name: DocumentName,
    version: unknown,
    use: (doc: Doc) => Answer,
  ): Promise<Outcome<Answer>> => {
    if (version === undefined) return withDocument(name, async ({ document }) => done(use(document.doc)));
    const id = z.guid().safeParse(version);
    const doc = id.success ? await history.read(name, id.data) : null;
    if (!doc) return noSuchVersion;
    const answer = use(doc);
    doc.destroy();
    return done(answer);
  };

  const readVersion =
    <Body extends object>(form: Form<Body>) =>
    async (call: SignedInCall): Promise<Outcome<Body>> => {
      const entered = await enter(call, form.kind, 'read');
      return entered.ok ? asOf(entered.value.name, call.request.params['version'] ?? '', form.read) : entered;
    };

  const restore =
    <Body extends object>(form: Form<Body>) =>
    async (call: SignedInCall): Promise<Outcome<Body>> => {
      const entered = await enter(call, form.kind, 'write');
      if (!entered.ok) return entered;
      const { name, state, userId } = entered.value;
      const versions = await history.list(name);
      const version = versions.find(({ id }) => id === call.request.params['version']);
      if (!version) return noSuchVersion;
      if (!isHost(state, userId) && !version.editorIds.includes(userId)) {
        return refused('FORBIDDEN', 'Only a host, or who worked on this version, may go back to it');
      }
      const then = await asOf(name, version.id, form.copy);
      if (!then.ok) return then;
      // What is there now stays in the history, and what comes of this is a version as well.
      await withDocument(name, ({ document }) => history.capture(document, 'edit'));
      const restored = await replace(form, entered.value, then.value);
      if (restored.ok) await withDocument(name, ({ document }) => history.capture(document, 'restore'));
      return restored;
    };

  const exported =
    (kind: DocumentKind, file: { filename: string; mediaType: string; write: (doc: Doc) => string }) =>
    async (call: SignedInCall & { query: { version?: string | undefined } }) => {
      const entered = await enter(call, kind, 'read');
      if (!entered.ok) return entered;
      const content = await asOf(entered.value.name, call.query.version, file.write);
      if (!content.ok) return content;
      const { filename, mediaType } = file;
      return done({ filename, mediaType, content: content.value });
    };

  const { notes, whiteboard, files } = forms;
  return routerOf(routes, documentOperations, {
    async documentTicket(call) {
      const entered = await enter(call, 'notes', 'read');
      if (!entered.ok) return entered;
      const { actor, now } = call;
      const ofPerson = { person: actor, version: actor.version, sessionId: entered.value.name.sessionId };
      const { ticket, expiresAt } = await issueTicket(secret, ofPerson, now);
      return done({ ticket, expiresAt: new Date(expiresAt).toISOString() });
    },
    readNotes: read(notes),
    replaceNotes: change(notes),
    importMarkdown: addMarkdown,
    readWhiteboard: read(whiteboard),
    replaceWhiteboard: change(whiteboard),
    notesVersions: list('notes'),
    whiteboardVersions: list('whiteboard'),
    readNotesVersion: readVersion(notes),
    readWhiteboardVersion: readVersion(whiteboard),
    restoreNotes: restore(notes),
    restoreWhiteboard: restore(whiteboard),
    exportMarkdown: exported('notes', files.markdown),
    exportHtml: exported('notes', files.html),
    exportExcalidraw: exported('whiteboard', files.excalidraw),
    exportSvg: exported('whiteboard', files.svg),
  });
}

/** Whether it happened in time. */
async function inTime(work: Promise<void>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => (timer = setTimeout(() => resolve(false), patienceMs)));
  const answer = await Promise.race([work.then(() => true), late]);
  clearTimeout(timer);
  return answer;
}
