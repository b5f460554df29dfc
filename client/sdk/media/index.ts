export { createCall } from './call.ts';
export type { Call, CallEvent } from './call-api.ts';
export type * from './call-state.ts';
export type { MediaDevice, MediaDevices } from './capture.ts';
export { usualChoices, type Choices } from './own-sources.ts';
