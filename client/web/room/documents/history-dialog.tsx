import { Button, Group, Skeleton, Stack, Text, UnstyledButton } from '@mantine/core';
import { IconArrowBackUp, IconChevronLeft, IconDownload, IconHistory } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type ComponentType, type ReactNode } from 'react';
import type { DocumentVersion } from '../../../../server/protocol/rest/documents.ts';
import type { DocumentKind } from '../../../sdk/docs/index.ts';
import type { ExportFormat } from '../../../sdk/index.ts';
import { useParticipants } from '../../../sdk/react/index.ts';
import { client } from '../../app/client.ts';
import { valueOf } from '../../app/queries.ts';
import { moment } from '../../format/moment.ts';
import { t } from '../../strings/index.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { say, sayRefusal } from '../../ui/toast.ts';
import { useHere, useRoomUi } from '../room-context.ts';
import classes from './history-dialog.module.css';
import { useExport } from './use-export.ts';

interface HistoryDialogProps {
  readonly kind: DocumentKind;
  readonly formats: readonly ExportFormat[];
  readonly writable: boolean;
  /** Shows a version as it was. */
  readonly Preview: ComponentType<{ readonly version: string }>;
  readonly onClose: () => void;
}

/** The versions of a document: who worked on them and when, how they were, and the way back to one. */
export function HistoryDialog({ kind, formats, writable, Preview, onClose }: HistoryDialogProps) {
  const { sessionId } = useHere();
  const { screen } = useRoomUi();
  const key = ['versions', sessionId, kind];
  const { data, isError, refetch } = useQuery({
    queryKey: key,
    queryFn: () => valueOf(client.api.documents.versions(sessionId, kind)),
    staleTime: 0,
  });
  const [chosenId, setChosenId] = useState<string | null>(null);
  const versions = data?.versions ?? [];
  // On a phone one sees the list, and then the version.
  const chosen = versions.find(({ id }) => id === chosenId) ?? (screen === 'phone' ? null : (versions[0] ?? null));

  return (
    <Dialog onClose={onClose} size="70rem" fullScreen={screen === 'phone'} title={t.history.titles[kind]}>
      {isError ? (
        <Stack role="alert" align="start">
          <Text>{t.history.failed}</Text>
          <Button variant="default" onClick={() => void refetch()}>
            {t.common.retry}
          </Button>
        </Stack>
      ) : !data ? (
        <Skeleton height={280} role="status" aria-busy="true" aria-label={t.common.loading} />
      ) : versions.length === 0 ? (
        <EmptyState words={t.history.empty} icon={<IconHistory size={22} />} />
      ) : (
        <div className={classes.history} data-screen={screen}>
          {(screen !== 'phone' || !chosen) && (
            <VersionList versions={versions} chosenId={chosen?.id ?? null} onChoose={setChosenId} />
          )}
          {chosen && (
            <section className={classes.version} aria-label={t.history.version(moment(chosen.createdAt))}>
              <VersionActions kind={kind} version={chosen} formats={formats} writable={writable} onClose={onClose}>
                {screen === 'phone' && (
                  <Button
                    variant="subtle"
                    size="sm"
                    fullWidth
                    justify="start"
                    leftSection={<IconChevronLeft size={18} className={classes.back} />}
                    onClick={() => setChosenId(null)}
                  >
                    {t.history.all}
                  </Button>
                )}
              </VersionActions>
              <div className={classes.preview} key={chosen.id}>
                <Preview version={chosen.id} />
              </div>
            </section>
          )}
        </div>
      )}
    </Dialog>
  );
}

interface VersionListProps {
  readonly versions: readonly DocumentVersion[];
  readonly chosenId: string | null;
  readonly onChoose: (id: string) => void;
}

function VersionList({ versions, chosenId, onChoose }: VersionListProps) {
  return (
    <ol className={classes.list} aria-label={t.history.list}>
      {versions.map(({ id, createdAt, cause, editors }) => (
        <li key={id}>
          <UnstyledButton
            className={classes.entry}
            aria-current={id === chosenId || undefined}
            onClick={() => onChoose(id)}
          >
            <span className={classes.when}>{moment(createdAt)}</span>
            <span className={classes.who}>
              {editors.length === 0
                ? t.history.causes[cause]
                : t.history.by(editors.map(({ name }) => name ?? t.common.someone))}
            </span>
            {editors.length > 0 && <span className={classes.who}>{t.history.causes[cause]}</span>}
          </UnstyledButton>
        </li>
      ))}
    </ol>
  );
}

interface VersionActionsProps {
  readonly kind: DocumentKind;
  readonly version: DocumentVersion;
  readonly formats: readonly ExportFormat[];
  readonly writable: boolean;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

function VersionActions({ kind, version, formats, writable, onClose, children }: VersionActionsProps) {
  const { session, sessionId, selfId } = useHere();
  const people = useParticipants(session);
  const queries = useQueryClient();
  const exported = useExport();
  const [asking, setAsking] = useState(false);
  const mine = version.editors.some(({ userId }) => userId === selfId);
  const mayRestore = writable && (mine || people?.mayHost === true);

  async function restore(): Promise<void> {
    const answer = await client.api.documents.restore(sessionId, kind, version.id);
    if (!answer.ok) return sayRefusal(answer.refusal);
    void queries.invalidateQueries({ queryKey: ['versions', sessionId, kind] });
    say(t.history.restored(moment(version.createdAt)));
    onClose();
  }

  return (
    <Group gap="xs" className={classes.actions ?? ''}>
      {children}
      {mayRestore && (
        <Button size="sm" leftSection={<IconArrowBackUp size={18} />} onClick={() => setAsking(true)}>
          {t.history.restore}
        </Button>
      )}
      {formats.map((format) => (
        <Button
          key={format}
          size="sm"
          variant="default"
          leftSection={<IconDownload size={18} />}
          onClick={() => void exported(format, version.id)}
        >
          {t.documents.exports[format]}
        </Button>
      ))}
      <Confirm
        opened={asking}
        title={t.history.restoreAsk(moment(version.createdAt))}
        text={t.history.restoreText}
        yes={t.history.restore}
        onYes={() => void restore()}
        onClose={() => setAsking(false)}
      />
    </Group>
  );
}
