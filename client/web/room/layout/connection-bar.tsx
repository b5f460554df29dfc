import { Button } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import type { ConnectionState, Resync } from '../../../sdk/index.ts';
import { useConnection } from '../../../sdk/react/index.ts';
import { t } from '../../strings/index.ts';
import classes from './connection-bar.module.css';

const backShownMs = 4_000;
/** A cut that is over before this was hardly one: nobody is told. */
const quietMs = 1_500;

interface ConnectionBarProps {
  readonly live: boolean;
  readonly resyncs: readonly Resync[];
}

/** Says what is with the connection, what is kept and what to do; nothing as long as all is well. */
export function ConnectionBar({ live, resyncs }: ConnectionBarProps) {
  const connection = useConnection();
  const away = useAway(connection, live);
  const text = away ? wordsOf(connection) : null;
  const { word, clear } = useReturn(text !== null, resyncs.length);
  return (
    // There before there is anything to say: a screen reader hears what is put in.
    <div role="status">
      {(text ?? word) !== null && (
        <div className={classes.bar} data-back={text === null || undefined}>
          <span>{text ?? word}</span>
          {connection.kind === 'refused' && (
            <Button size="compact-md" variant="default" onClick={() => location.reload()}>
              {t.common.reload}
            </Button>
          )}
          {text === null && (
            <Button size="compact-sm" variant="subtle" color="inherit" onClick={clear}>
              {t.common.close}
            </Button>
          )}
        </div>
      )}
    </div>
  );
}

function wordsOf(connection: ConnectionState): string | null {
  switch (connection.kind) {
    case 'reconnecting':
      return t.connection.bars.reconnecting;
    case 'offline':
      return t.connection.bars.offline;
    case 'draining':
      return t.connection.bars.draining;
    case 'refused':
      // Whose login has ended sees no room any more.
      return t.connection.bars.outdated;
    case 'idle':
    case 'connecting':
    case 'online':
    case 'closed':
      return null;
  }
}

/** True once the connection has been away for longer than a blink. */
function useAway(connection: ConnectionState, live: boolean): boolean {
  const [away, setAway] = useState(false);
  const down = !live && connection.kind !== 'online';
  if (!down && away) setAway(false);
  useEffect(() => {
    if (!down) return undefined;
    const timer = setTimeout(() => setAway(true), quietMs);
    return () => clearTimeout(timer);
  }, [down]);
  return away && down;
}

/** After a cut that was shown: that it is over. After a loss of continuity: that the room was loaded anew, until closed. */
function useReturn(shown: boolean, resyncs: number): { word: string | null; clear: () => void } {
  const [word, setWord] = useState<string | null>(null);
  const before = useRef({ shown, resyncs });
  useEffect(() => {
    const last = before.current;
    before.current = { shown, resyncs };
    if (resyncs > last.resyncs) return setWord(t.connection.resynced);
    if (!last.shown || shown) return undefined;
    setWord((current) => current ?? t.connection.back);
    const timer = setTimeout(() => setWord((current) => (current === t.connection.back ? null : current)), backShownMs);
    return () => clearTimeout(timer);
  }, [shown, resyncs]);
  return { word, clear: () => setWord(null) };
}
