import { Anchor, Menu, UnstyledButton } from '@mantine/core';
import { IconLogout, IconUser } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { client } from '../app/client.ts';
import { usePerson } from '../app/identity.ts';
import { t } from '../strings/index.ts';
import { useArrival } from './arrival.ts';
import { Confirm } from './confirm.tsx';
import { Face } from './face.tsx';
import { OfflineBar } from './offline-bar.tsx';
import { signOut } from './sign-out.ts';
import classes from './top-bar.module.css';
import { Wordmark } from './wordmark.tsx';

/** The bar above every page but the room. */
export function TopBar() {
  const person = usePerson();
  const [asking, setAsking] = useState(false);
  useArrival();
  // Every page hears what is told to a person, and that a login was ended elsewhere.
  useEffect(() => client.connect(), []);
  return (
    <>
      <a href="#content" className={classes.skip}>
        {t.common.skipToContent}
      </a>
      <header className={classes.bar}>
        <Anchor component={Link} to="/study-sessions" c="inherit" underline="never" className={classes.home}>
          <Wordmark />
        </Anchor>
        <Menu position="bottom-end" width={220} shadow="md">
          <Menu.Target>
            <UnstyledButton className={classes.account} aria-label={t.profile.menu(person.name)}>
              <Face id={person.id} name={person.name} size={36} color={person.avatarColor} />
            </UnstyledButton>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Label className={classes.name}>{person.name}</Menu.Label>
            <Menu.Item component={Link} to="/profile" leftSection={<IconUser size={18} />}>
              {t.profile.open}
            </Menu.Item>
            <Menu.Item
              leftSection={<IconLogout size={18} />}
              onClick={() => (person.isGuest ? setAsking(true) : void signOut())}
            >
              {t.profile.logout}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </header>
      <OfflineBar />
      <Confirm
        opened={asking}
        title={t.profile.logout}
        text={t.profile.logoutGuest}
        yes={t.profile.logoutAnyway}
        onYes={() => void signOut()}
        onClose={() => setAsking(false)}
      />
    </>
  );
}
