import { Button } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { t } from '../strings/index.ts';
import classes from './invite-link.module.css';

const copiedShownMs = 2_000;

/** The link, to read, to select and to copy. */
export function InviteLink({ link }: { link: string }) {
  const [copied, setCopied] = useState(false);
  const text = useRef<HTMLElement>(null);

  useEffect(() => {
    if (!copied) return undefined;
    const timer = setTimeout(() => setCopied(false), copiedShownMs);
    return () => clearTimeout(timer);
  }, [copied]);

  async function copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(link);
      setCopied(true);
    } catch {
      // Not allowed, or no secure page: selected, it is one key away.
      if (text.current) getSelection()?.selectAllChildren(text.current);
    }
  }

  return (
    <div className={classes.row}>
      <code ref={text} dir="ltr" className={classes.link} data-testid="invite-link">
        {link}
      </code>
      <Button
        size="md"
        variant="default"
        // What one wants first where the link is in a dialog.
        data-autofocus
        leftSection={copied ? <IconCheck size={18} /> : <IconCopy size={18} />}
        onClick={() => void copy()}
      >
        <span aria-live="polite">{copied ? t.share.copied : t.share.copy}</span>
      </Button>
    </div>
  );
}
