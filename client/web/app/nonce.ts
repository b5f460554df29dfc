/** What the server wrote into this page: the content security policy lets style elements in that carry it. */
export const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? '';

// The library that locks scrolling behind dialogs looks for its nonce in this global and nowhere else.
Object.assign(globalThis, { __webpack_nonce__: nonce });
