import { VisuallyHidden } from '@mantine/core';
import { memo, useState } from 'react';
import type { ChatEntry } from '../../../sdk/index.ts';
import type { useSessionChat } from '../../../sdk/react/index.ts';
import { clockTime } from '../../format/moment.ts';
import { t } from '../../strings/index.ts';
import { Face } from '../../ui/face.tsx';
import { draftOf } from '../drafts.ts';
import { ItemFailure } from '../item-failure.tsx';
import { LinkedText } from './linked-text.tsx';
import { MessageActions } from './message-actions.tsx';
import { MessageEditor } from './message-editor.tsx';
import classes from './message-row.module.css';
import { Reactions } from './reactions.tsx';

type Chat = ReturnType<typeof useSessionChat>;
interface MessageRowProps {
  readonly entry: ChatEntry;
  readonly own: boolean;
  readonly mayDelete: boolean;
  /** The one before is of the same person, just before: the name need not be said again. */
  readonly follows: boolean;
  readonly onEdit: Chat['edit'];
  readonly onRemove: Chat['remove'];
  readonly onReact: Chat['react'];
  readonly onRetry: Chat['retry'];
  readonly onDiscard: Chat['discard'];
}

/** One message. Drawn anew only when itself has changed. */
export const MessageRow = memo(function MessageRow(props: MessageRowProps) {
  const { entry, own, mayDelete, follows, onEdit, onRemove, onReact, onRetry, onDiscard } = props;
  const { message, delivery } = entry;
  // Whoever was at it when the panel went finds it as it was.
  const [editing, setEditing] = useState<'asked' | 'found' | null>(() =>
    own && draftOf('edit', message.id) !== '' ? 'found' : null,
  );
  const author = entry.authorName ?? t.common.someone;
  const settled = delivery.kind === 'sent' && message.deletedAt === null;

  return (
    <article
      className={classes.row}
      data-follows={follows || undefined}
      data-pending={delivery.kind === 'pending' || undefined}
    >
      {!follows && (
        <header className={classes.head}>
          <Face id={message.authorId ?? message.id} name={author} color={entry.authorColor} size={24} />
          <strong>{author}</strong>
          <time dateTime={new Date(message.createdAt).toISOString()}>{clockTime(message.createdAt)}</time>
        </header>
      )}
      <div className={classes.body}>
        {message.deletedAt !== null && <p className={classes.deleted}>{t.chat.deleted}</p>}
        {message.deletedAt === null && editing && (
          <MessageEditor
            messageId={message.id}
            content={message.content}
            asked={editing === 'asked'}
            onSave={(content) => void onEdit(message.id, content)}
            onClose={() => setEditing(null)}
          />
        )}
        {/* Beside what was written, and no part of it. */}
        {message.deletedAt === null && !editing && follows && <VisuallyHidden>{t.chat.says(author)}</VisuallyHidden>}
        {message.deletedAt === null && !editing && (
          <p className={classes.text} dir="auto">
            <LinkedText text={message.content} />
            {message.editedAt !== null && <small> ({t.chat.edited})</small>}
          </p>
        )}
        {delivery.kind === 'pending' && <small className={classes.pending}>{t.chat.pending}</small>}
        {delivery.kind === 'failed' && (
          <ItemFailure delivery={delivery} label={t.chat.failed} onRetry={onRetry} onDiscard={onDiscard} />
        )}
        {settled && <Reactions message={message} onReact={onReact} />}
      </div>
      {settled && !editing && (
        <MessageActions
          author={author}
          onReact={(emoji) => void onReact(message.id, emoji)}
          onEdit={own ? () => setEditing('asked') : null}
          onDelete={mayDelete ? () => void onRemove(message.id) : null}
        />
      )}
    </article>
  );
});
