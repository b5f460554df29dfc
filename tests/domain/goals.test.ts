import { expect, test } from 'vitest';
import type { Command } from '../../server/protocol/commands.ts';
import type { GoalId } from '../../server/protocol/ids.ts';
import { active, ann, bob, commandIdOf, madeGoal, t0, typesOf, uuid, verdict } from '../support/rooms.ts';

const add = (story: ReturnType<typeof active>, title: string) => madeGoal(story.when(bob, { type: 'goal:add', title }));
const titles = (story: ReturnType<typeof active>) => story.state.goals.map(({ title }) => title);

test('[G1] goals are added under the command’s id', () => {
  const story = active();
  const command: Command = { type: 'goal:add', title: 'Chapter 4', description: 'and its exercises' };
  expect(story.when(bob, command, { commandId: commandIdOf(9) })).toMatchObject({ result: { goalId: commandIdOf(9) } });
  expect(story.state.goals).toEqual([
    {
      id: commandIdOf(9),
      title: 'Chapter 4',
      description: 'and its exercises',
      isCompleted: false,
      completedAt: null,
      completedBy: null,
      createdBy: bob.userId,
      createdAt: t0,
    },
  ]);
  expect(verdict(story.when(ann, command, { commandId: commandIdOf(9) }))).toBe('CONFLICT');
});

test('[G1] [R9] 200 goals are enough', () => {
  const story = active();
  for (let number = 0; number < 200; number += 1) add(story, `${number}`);
  expect(verdict(story.when(bob, { type: 'goal:add', title: 'One more' }))).toBe('CONFLICT');
  story.when(bob, { type: 'goal:remove', goalId: story.state.goals[0]!.id });
  expect(verdict(story.when(bob, { type: 'goal:add', title: 'One more' }))).toBe('OK');
});

test('[G2] title, description, or both change', () => {
  const story = active();
  const goalId = add(story, 'Chapter 4');
  story.when(ann, { type: 'goal:update', goalId, description: 'slowly' });
  expect(story.state.goals[0]).toMatchObject({ title: 'Chapter 4', description: 'slowly' });
  story.when(ann, { type: 'goal:update', goalId, title: 'Chapter 5' });
  expect(story.state.goals[0]).toMatchObject({ title: 'Chapter 5', description: 'slowly' });
  expect(typesOf(story.when(ann, { type: 'goal:update', goalId, title: 'Chapter 5' }))).toEqual([]);
});

test('[G3] completed by one, once', () => {
  const story = active();
  const goalId = add(story, 'Chapter 4');
  story.sleep(5).when(bob, { type: 'goal:complete', goalId });
  expect(typesOf(story.when(ann, { type: 'goal:complete', goalId }))).toEqual([]);
  expect(story.state.goals[0]).toMatchObject({ isCompleted: true, completedAt: t0 + 5, completedBy: bob.userId });
  story.when(ann, { type: 'goal:reopen', goalId });
  expect(typesOf(story.when(ann, { type: 'goal:reopen', goalId }))).toEqual([]);
  expect(story.state.goals[0]).toMatchObject({ isCompleted: false, completedAt: null, completedBy: null });
});

test.each([
  [0, 2, 'bca'],
  [2, 0, 'cab'],
  [0, 99, 'bca'],
  [1, 1, 'abc'],
])('[G4] from %i to %i', (from, toIndex, expected) => {
  const story = active();
  for (const title of 'abc') add(story, title);
  const moved = story.when(bob, { type: 'goal:move', goalId: story.state.goals[from]!.id, toIndex });
  expect(titles(story).join('')).toBe(expected);
  expect(typesOf(moved)).toEqual(from === toIndex ? [] : ['goal.moved']);
});

test('[G5] what is removed, or never was, is not found', () => {
  const story = active();
  const goalId = add(story, 'Chapter 4');
  expect(verdict(story.when(ann, { type: 'goal:remove', goalId }))).toBe('OK');
  for (const id of [goalId, uuid('nowhere') as GoalId]) {
    const commands: Command[] = [
      { type: 'goal:update', goalId: id, title: 'x' },
      { type: 'goal:complete', goalId: id },
      { type: 'goal:reopen', goalId: id },
      { type: 'goal:move', goalId: id, toIndex: 0 },
      { type: 'goal:remove', goalId: id },
    ];
    for (const command of commands) expect(verdict(story.when(bob, command))).toBe('NOT_FOUND');
  }
});
