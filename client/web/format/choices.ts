import type { SessionStatus, SessionType, Settings, Tool } from '../../../server/protocol/room.ts';

// What a form offers, in its order. Written out, since the wire's schemas would bring their library into the page.
export const sessionTypes: readonly SessionType[] = ['GROUP', 'ONE_ON_ONE', 'SOLO'];
export const sessionStatuses: readonly SessionStatus[] = ['SCHEDULED', 'ACTIVE', 'COMPLETED', 'CANCELLED'];
export const tools: readonly Tool[] = ['TIMER', 'CHAT', 'VIDEO', 'SCREEN_SHARE', 'NOTES', 'WHITEBOARD'];
export const layouts: readonly Settings['layout'][] = ['split-view', 'video-first', 'whiteboard-first'];
