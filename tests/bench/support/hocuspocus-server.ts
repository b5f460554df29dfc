// The peer: Hocuspocus as its documentation sets it up, with tokens, and storing through its own debounced hook.
import { Server } from '@hocuspocus/server';
import { applyUpdate, encodeStateAsUpdate } from 'yjs';
import { checkToken, openStore } from './document-store.ts';

const store = openStore();
const server = new Server({
  port: 0,
  address: '127.0.0.1',
  quiet: true,
  async onAuthenticate({ token }) {
    await checkToken(token);
  },
  async onLoadDocument({ documentName, document }) {
    const state = store.get(documentName);
    if (state) applyUpdate(document, state);
    return document;
  },
  async onStoreDocument({ documentName, document }) {
    store.put(documentName, encodeStateAsUpdate(document));
  },
});
await server.listen();
console.log(`ready ${server.address.port}`);
