// Browsers slow down the timers of pages nobody looks at, to one a minute after a while; those of workers they leave
// alone. So whatever must happen on time in a hidden tab is timed here. What this cannot do: a phone that sleeps, and a
// browser that freezes or discards the tab, stop the worker too. Then the bell rings late, when the page wakes, or the
// server's word arrives first; to be on time even so would take a push service.

type Request = { readonly id: number; readonly inMs: number } | { readonly id: number; readonly cancel: true };
const timers = new Map<number, ReturnType<typeof setTimeout>>();

self.addEventListener('message', ({ data }: MessageEvent<Request>) => {
  const { id } = data;
  clearTimeout(timers.get(id));
  timers.delete(id);
  if ('cancel' in data) return;
  timers.set(
    id,
    setTimeout(() => {
      timers.delete(id);
      self.postMessage(id);
    }, data.inMs),
  );
});
