import { createClient } from '../../sdk/index.ts';
import { browserTokens } from '../../sdk/tokens/browser-tokens.ts';

const url = location.origin;

/** The one client of this page. */
export const client = createClient({ url, tokens: browserTokens({ url }) });
