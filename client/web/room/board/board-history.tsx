import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { client } from '../../app/client.ts';
import { valueOf } from '../../app/queries.ts';
import { t } from '../../strings/index.ts';
import { HistoryDialog } from '../documents/history-dialog.tsx';
import { useHere } from '../room-context.ts';
import { inOrder } from './board-element.ts';
import { BoardPicture } from './board-picture.tsx';
import { readElements } from './elements.ts';

interface BoardHistoryProps {
  readonly writable: boolean;
  readonly onClose: () => void;
}

export default function BoardHistory({ writable, onClose }: BoardHistoryProps) {
  return (
    <HistoryDialog
      kind="whiteboard"
      formats={['excalidraw', 'svg']}
      writable={writable}
      Preview={BoardVersion}
      onClose={onClose}
    />
  );
}

function BoardVersion({ version }: { version: string }) {
  const { sessionId, documents } = useHere();
  const { data } = useQuery({
    queryKey: ['version', sessionId, 'whiteboard', version],
    queryFn: () => valueOf(client.api.documents.boardVersion(sessionId, version)),
    // What was does not change.
    staleTime: Infinity,
  });
  const elements = useMemo(() => inOrder(readElements(data?.elements ?? [])), [data]);
  const board = documents.getSnapshot().find(({ name }) => name.kind === 'whiteboard');
  if (!data) return <Skeleton height={160} role="status" aria-label={t.common.loading} />;
  return <BoardPicture elements={elements} doc={board?.replica.getSnapshot()?.doc ?? null} />;
}
