/** Links lead to the web or to a mailbox, and nowhere else. */
export const isLink = (href: unknown): href is string =>
  typeof href === 'string' && URL.canParse(href) && ['http:', 'https:', 'mailto:'].includes(new URL(href).protocol);
