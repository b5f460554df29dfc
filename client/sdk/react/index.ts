export { ClientProvider, useClient } from './client-provider.tsx';
export { useConnection } from './use-connection.ts';
export { useParticipants, type Participants, type Waiting } from './use-participants.ts';
export { useRoom, useSelf } from './use-room.ts';
export { useReadable, useSelected } from './use-selected.ts';
export { useSessionChat } from './use-session-chat.ts';
export { useSessionGoals } from './use-session-goals.ts';
export { useStudySession, type SessionStatus, type StudySession } from './use-study-session.ts';
export { useTimer } from './use-timer.ts';
