import { z } from 'zod';
import { commandId, goalId, messageId, recordingId, sessionId, userId } from './ids.ts';
import { chatContent, description, emoji, goalTitle, phase, role, settings, timerConfig } from './room.ts';
import { patchOf } from './patch.ts';
import { optionalLine } from './text.ts';

/** The arguments of every command, by name. A command on the wire also carries `sessionId` and `commandId`. */
export const commandArgs = {
  'session:start': z.object({}),
  'session:end': z.object({}),
  'session:cancel': z.object({}),
  'session:updateSettings': z.object({ settings: patchOf(settings) }),
  'room:lock': z.object({}),
  'room:unlock': z.object({}),
  'room:admit': z.object({ userId }),
  'room:deny': z.object({ userId }),
  'participant:setRole': z.object({ userId, role: role.exclude(['HOST']) }),
  'participant:transferHost': z.object({ userId }),
  'participant:remove': z.object({ userId }),
  'participant:readmit': z.object({ userId }),
  'participant:setChatMuted': z.object({ userId, muted: z.boolean() }),
  'participant:raiseHand': z.object({}),
  'participant:lowerHand': z.object({ userId: userId.exactOptional() }),
  'participant:setStatus': z.object({ status: optionalLine(40), text: optionalLine(140).exactOptional() }),
  'timer:configure': z.object({ config: patchOf(timerConfig) }),
  'timer:start': z.object({ phase: phase.exactOptional() }),
  'timer:pause': z.object({}),
  'timer:resume': z.object({}),
  'timer:skip': z.object({}),
  'timer:reset': z.object({}),
  'chat:send': z.object({ content: chatContent }),
  'chat:edit': z.object({ messageId, content: chatContent }),
  'chat:delete': z.object({ messageId }),
  'chat:react': z.object({ messageId, emoji }),
  'goal:add': z.object({ title: goalTitle, description: description.exactOptional() }),
  'goal:update': z.object({ goalId, title: goalTitle.exactOptional(), description: description.exactOptional() }),
  'goal:complete': z.object({ goalId }),
  'goal:reopen': z.object({ goalId }),
  'goal:move': z.object({ goalId, toIndex: z.int().min(0) }),
  'goal:remove': z.object({ goalId }),
  'recording:start': z.object({}),
  /** For oneself, as often as one's mind changes. */
  'recording:answer': z.object({ recordingId, agreed: z.boolean() }),
  'recording:stop': z.object({}),
};

export type CommandName = keyof typeof commandArgs;
export const commandNames = Object.keys(commandArgs) as CommandName[];
type Inferred<Name extends CommandName> = z.infer<(typeof commandArgs)[Name]>;
/** Zod takes an object of nothing for one in which every key is never, which could not have a `type` beside it. */
export type ArgsOf<Name extends CommandName> = Inferred<Name> extends Record<string, never> ? unknown : Inferred<Name>;
/** A command as the rules see it: its name as `type` beside its arguments. */
export type Command = { [Name in CommandName]: { type: Name } & ArgsOf<Name> }[CommandName];
export type CommandOf<Name extends CommandName> = Extract<Command, { type: Name }>;

export const commandEnvelope = z.object({ sessionId, commandId });
export type CommandPayload<Name extends CommandName> = z.infer<typeof commandEnvelope> & ArgsOf<Name>;

/** What an accepted command gives back beyond its place in the log; a repeated one gives the same. */
export const commandResult = z.object({
  messageId: messageId.exactOptional(),
  goalId: goalId.exactOptional(),
  recordingId: recordingId.exactOptional(),
  on: z.boolean().exactOptional(),
});
export type CommandResult = z.infer<typeof commandResult>;
