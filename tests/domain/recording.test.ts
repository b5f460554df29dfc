import { expect, test } from 'vitest';
import type { RecordingId } from '../../server/protocol/ids.ts';
import {
  active,
  ann,
  bob,
  cleo,
  commandIdOf,
  given,
  minutes,
  roomOf,
  t0,
  typesOf,
  uuid,
  verdict,
} from '../support/rooms.ts';

type Story = ReturnType<typeof active>;
const recordingId = commandIdOf(99) as string as RecordingId;
const other = uuid('another recording') as RecordingId;
const ask = (story: Story) => story.when(ann, { type: 'recording:start' }, { commandId: commandIdOf(99) });
const answer = (story: Story, who: typeof bob, agreed: boolean) =>
  story.when(who, { type: 'recording:answer', recordingId, agreed });
const consents = (story: Story) => story.state.recording?.consents;

test('[V1] a recording is asked for under the command’s id, and who asks has agreed', () => {
  const story = active();
  expect(ask(story)).toMatchObject({ ok: true, result: { recordingId } });
  expect(story.state.recording).toEqual({
    recordingId,
    askedBy: ann.userId,
    askedAt: t0,
    startedAt: null,
    interruptedAt: null,
    consents: { [ann.userId]: true },
  });
  expect(verdict(story.when(ann, { type: 'recording:start' }))).toBe('CONFLICT');
});

test('[V1] not before the session has started, nor where calls are off', () => {
  const waiting = given(roomOf({ owner: ann }));
  waiting.come(ann);
  expect(verdict(waiting.when(ann, { type: 'recording:start' }))).toBe('INVALID_STATE');
  const silent = active([ann], { settings: { enabledTools: ['CHAT', 'TIMER'] } });
  expect(verdict(silent.when(ann, { type: 'recording:start' }))).toBe('FORBIDDEN');
});

test('[V2] a session that arms the question asks it as it starts, and nobody has agreed by that', () => {
  const story = active([ann, bob], { settings: { autoRecord: true } });
  expect(story.state.recording).toMatchObject({ askedBy: null, startedAt: null, consents: {} });
});

test('[V1] [V2] a server that cannot record says why when it is asked, and asks nobody by itself', () => {
  const cannotRecord = 'ffmpeg is missing';
  const story = active();
  expect(story.when(ann, { type: 'recording:start' }, { cannotRecord })).toMatchObject({
    refusal: { code: 'UNAVAILABLE', message: expect.stringContaining(cannotRecord) },
  });
  const armed = given(roomOf({ owner: ann, settings: { autoRecord: true } }));
  armed.come(ann);
  expect(typesOf(armed.when(ann, { type: 'session:start' }, { cannotRecord }))).toEqual(['session.started']);
  expect('recording' in armed.state || 'recording' in story.state).toBe(false);
});

test('[V3] everybody answers for themself, and may think again', () => {
  const story = active([ann, bob, cleo]);
  ask(story);
  answer(story, bob, true);
  answer(story, cleo, false);
  expect(consents(story)).toEqual({ [ann.userId]: true, [bob.userId]: true, [cleo.userId]: false });
  expect(typesOf(answer(story, bob, true))).toEqual([]);
  answer(story, bob, false);
  answer(story, cleo, true);
  expect(consents(story)).toEqual({ [ann.userId]: true, [bob.userId]: false, [cleo.userId]: true });
  expect(verdict(story.when(bob, { type: 'recording:answer', recordingId: other, agreed: true }))).toBe('NOT_FOUND');
});

test('[V4] who leaves is asked again; who loses the network for a moment is not', () => {
  const story = active([ann, bob, cleo]);
  ask(story);
  answer(story, bob, true);
  answer(story, cleo, true);
  story.leave(bob);
  story.cut(cleo);
  story.pass(30_000);
  expect(consents(story)).toEqual({ [ann.userId]: true, [cleo.userId]: true });
  story.pass(minutes);
  expect(consents(story)).toEqual({ [ann.userId]: true });
  story.come(bob);
  expect(consents(story)).toEqual({ [ann.userId]: true });
});

test('[V4] [P5] who is removed is in it no more', () => {
  const story = active();
  ask(story);
  answer(story, bob, true);
  story.when(ann, { type: 'participant:remove', userId: bob.userId });
  expect(consents(story)).toEqual({ [ann.userId]: true });
});

test('[V5] it is over when it is stopped', () => {
  const story = active();
  expect(verdict(story.when(ann, { type: 'recording:stop' }))).toBe('INVALID_STATE');
  ask(story);
  expect(typesOf(story.when(ann, { type: 'recording:stop' }))).toEqual(['recording.stopped']);
  expect('recording' in story.state).toBe(false);
  expect(verdict(answer(story, bob, true))).toBe('NOT_FOUND');
});

test('[V5] it is over when calls are switched off; one of their tools is enough for it', () => {
  const story = active();
  ask(story);
  const withTools = (...enabledTools: ('CHAT' | 'VIDEO')[]) =>
    story.when(ann, { type: 'session:updateSettings', settings: { enabledTools } });
  expect(typesOf(withTools('VIDEO'))).toEqual(['session.settingsChanged']);
  expect(typesOf(withTools('CHAT'))).toEqual(['session.settingsChanged', 'recording.stopped']);
  expect('recording' in story.state).toBe(false);
});

test('[V5] it is over when the session is', () => {
  const story = active();
  ask(story);
  story.when(ann, { type: 'session:end' });
  expect('recording' in story.state).toBe(false);
});

test('[V6] the server says once that it is being written, each time that seconds were lost, and that it cannot go on', () => {
  const story = active();
  expect(verdict(story.tell({ type: 'recording:begin', recordingId }))).toBe('NOT_FOUND');
  ask(story);
  story.sleep(1_000);
  expect(typesOf(story.tell({ type: 'recording:begin', recordingId }))).toEqual(['recording.started']);
  expect(typesOf(story.tell({ type: 'recording:begin', recordingId }))).toEqual([]);
  story.sleep(1_000);
  story.tell({ type: 'recording:interrupt', recordingId });
  expect(story.state.recording).toMatchObject({ startedAt: t0 + 1_000, interruptedAt: t0 + 2_000 });
  expect(verdict(story.tell({ type: 'recording:fail', recordingId: other }))).toBe('NOT_FOUND');
  story.tell({ type: 'recording:fail', recordingId });
  expect('recording' in story.state).toBe(false);
});
