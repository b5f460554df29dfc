export const sessionsTabs = ['mine', 'browse', 'past'] as const;
export type SessionsTab = (typeof sessionsTabs)[number];
