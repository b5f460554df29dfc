import { useCallback } from 'react';
import type { ExportFormat } from '../../../sdk/index.ts';
import { client } from '../../app/client.ts';
import { sayRefusal } from '../../ui/toast.ts';
import { useHere } from '../room-context.ts';
import { download } from './download.ts';

/** Downloads a document of this room as the server writes it: as it is now, or as it was in a version. */
export function useExport() {
  const { sessionId } = useHere();
  return useCallback(
    async (format: ExportFormat, version?: string): Promise<void> => {
      const answer = await client.api.documents.export(sessionId, format, version);
      if (!answer.ok) return sayRefusal(answer.refusal);
      const { filename, mediaType, content } = answer.value;
      download(filename, new Blob([content], { type: mediaType }));
    },
    [sessionId],
  );
}
