import { IconHandStop, IconMessageOff } from '@tabler/icons-react';
import { memo } from 'react';
import type { Participant } from '../../../../server/protocol/room.ts';
import { t } from '../../strings/index.ts';
import { Face } from '../../ui/face.tsx';
import { PersonMenu } from './person-menu.tsx';
import classes from './person-row.module.css';

interface PersonRowProps {
  readonly person: Participant;
  readonly self: boolean;
  /** Who looks at it may act as a host, or is the host. */
  readonly mayHost: boolean;
  readonly byHost: boolean;
}

const presences = { ONLINE: t.people.online, AWAY: t.people.away, OFFLINE: t.people.offline };

/**
 * One person who is in: what they are, whether they are there, and for hosts what they can do about it. Drawn anew only
 * when themselves have changed.
 */
export const PersonRow = memo(function PersonRow({ person, self, mayHost, byHost }: PersonRowProps) {
  const { userId, name, role, presence, mood, handRaisedAt, chatMuted } = person;
  const said = [role === 'PARTICIPANT' ? null : t.roles[role], presence === 'ONLINE' ? null : presences[presence]]
    .filter(Boolean)
    .join(' · ');
  return (
    <li className={classes.row}>
      <Face id={userId} name={name} color={person.avatarColor} size={32} presence={presence} />
      <span className={classes.words}>
        <span className={classes.name} title={name}>
          {name}
          {self && <span className={classes.self}> ({t.common.you})</span>}
        </span>
        {(said || mood.status) && (
          <span className={classes.said}>{[said, mood.status].filter(Boolean).join(' · ')}</span>
        )}
      </span>
      {chatMuted && role === 'PARTICIPANT' && <IconMessageOff size={18} role="img" aria-label={t.people.muted} />}
      {handRaisedAt !== null && (
        <IconHandStop size={20} role="img" aria-label={t.people.handUp} className={classes.hand} />
      )}
      {mayHost && !self && <PersonMenu person={person} byHost={byHost} />}
    </li>
  );
});
