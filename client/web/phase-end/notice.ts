/** Whether the browser may show notices for this page. */
export type NoticePermission = 'granted' | 'denied' | 'default' | 'missing';

export const noticePermission = (): NoticePermission =>
  'Notification' in globalThis ? Notification.permission : 'missing';

/** Asks the person, once; call it from a click on what the notices are for. */
export async function askForNotices(): Promise<NoticePermission> {
  return 'Notification' in globalThis ? Notification.requestPermission() : 'missing';
}

/** Through the service worker where there is one: phones show no others, and it brings the page back when clicked. */
export async function showNotice(title: string, body: string, url: string): Promise<void> {
  if (noticePermission() !== 'granted') return;
  const options = { body, tag: 'carrel-phase', icon: '/icons/app-192.png', data: { url } };
  const registration = await navigator.serviceWorker?.getRegistration();
  if (registration) await registration.showNotification(title, options);
  else new Notification(title, options).addEventListener('click', () => window.focus());
}
