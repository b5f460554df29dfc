import { Fragment } from 'react';

/** Also what people write without a scheme, where it can be nothing else: `www.`, a name, a dot and more. */
const link = /(?:\b(?:https?:\/\/|mailto:)|(?<![\w@./-])www\.(?=[^\s./]+\.\w))[^\s<>"]+/gi;
/** Punctuation after an address belongs to the sentence; a closing bracket too, unless it was opened in the address. */
const trailing = /[.,;:!?'"”’]+$/;

function cut(found: string): string {
  const address = found.replace(trailing, '');
  return address.endsWith(')') && !address.includes('(') ? cut(address.slice(0, -1)) : address;
}

/** Only what leads to the web or to a mailbox; whatever else looks like a scheme stays text. */
function isSafe(address: string): boolean {
  const url = URL.parse(address);
  return url !== null && ['http:', 'https:', 'mailto:'].includes(url.protocol);
}

/** Text with its links. Nothing in it is ever taken for markup. */
export function LinkedText({ text }: { text: string }) {
  const parts: React.ReactNode[] = [];
  let end = 0;
  for (const { 0: found, index } of text.matchAll(link)) {
    const address = cut(found);
    const href = /^www\./i.test(address) ? `https://${address}` : address;
    if (!isSafe(href)) continue;
    parts.push(<Fragment key={end}>{text.slice(end, index)}</Fragment>);
    parts.push(
      <a key={index} href={href} target="_blank" rel="noopener noreferrer nofollow">
        {address}
      </a>,
    );
    end = index + address.length;
  }
  parts.push(<Fragment key="rest">{text.slice(end)}</Fragment>);
  return <>{parts}</>;
}
