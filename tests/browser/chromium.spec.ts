import { expect, test } from '@playwright/test';

test('the browser of these tests has a camera and a microphone that need no permission', async ({ page }) => {
  // Pages of localhost may use them; this one is answered here, by no server.
  await page.route('http://localhost/', (route) =>
    route.fulfill({ contentType: 'text/html', body: '<title>Test</title>' }),
  );
  await page.goto('http://localhost/');
  const kinds = await page.evaluate(async () => {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true, video: true });
    const live = stream.getTracks().filter((track) => track.readyState === 'live');
    for (const track of live) track.stop();
    return live.map((track) => track.kind);
  });
  expect(kinds.toSorted()).toEqual(['audio', 'video']);
});
