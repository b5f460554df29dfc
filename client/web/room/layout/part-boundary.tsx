import { Button, Stack, Text } from '@mantine/core';
import { Component, type ReactNode } from 'react';
import { t } from '../../strings/index.ts';

/** A part of the room that breaks says so in its place, and the rest goes on. React wants a class for this. */
export class PartBoundary extends Component<{ children: ReactNode }, { broken: boolean }> {
  override state = { broken: false };

  static getDerivedStateFromError(): { broken: boolean } {
    return { broken: true };
  }

  override render(): ReactNode {
    if (!this.state.broken) return this.props.children;
    return (
      <Stack p="lg" align="start" role="alert">
        <Text fw={600}>{t.room.panelFailed}</Text>
        <Text size="sm">{t.room.panelFailedHint}</Text>
        <Button variant="default" onClick={() => this.setState({ broken: false })}>
          {t.common.retry}
        </Button>
      </Stack>
    );
  }
}
