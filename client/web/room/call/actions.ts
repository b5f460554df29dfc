import type { Call } from '../../../sdk/media/index.ts';
import { t } from '../../strings/index.ts';
import { say } from '../../ui/toast.ts';
import { callChoices, changeChoices } from './choices.ts';

/** Goes in with what one went in with the last time. What was tried before stays as it is. */
export function enterCall(call: Call, audioOnly: boolean): void {
  const { microphone, camera } = call.own.getSnapshot();
  const { withMicrophone, withCamera } = callChoices.getSnapshot();
  if (withMicrophone && microphone.kind === 'off') void call.turnOn('microphone');
  if (withCamera && !audioOnly && camera.kind === 'off') void call.turnOn('camera');
  call.join();
}

const isInCall = (call: Call): boolean => call.state.getSnapshot().kind === 'in';

export function toggleMicrophone(call: Call): void {
  const { kind } = call.own.getSnapshot().microphone;
  const on = kind === 'on' || kind === 'starting';
  changeChoices({ withMicrophone: !on });
  if (on) call.turnOff('microphone');
  else void call.turnOn('microphone');
}

export function toggleCamera(call: Call): void {
  const { kind } = call.own.getSnapshot().camera;
  const on = kind === 'on' || kind === 'starting';
  changeChoices({ withCamera: !on });
  if (on) call.turnOff('camera');
  else void call.turnOn('camera');
}

/** Says so where the browser gives the picture without the sound. */
export async function toggleScreen(call: Call): Promise<void> {
  if (!isInCall(call)) return;
  if (call.own.getSnapshot().screen.kind === 'on') return call.turnOff('screen');
  const shared = await call.shareScreen();
  if (shared && call.own.getSnapshot().screenAudio.kind === 'off') say(t.call.soundHint);
}
