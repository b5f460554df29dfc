import { MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { ClientProvider } from '../../sdk/react/index.ts';
import { cssVariables, theme } from '../theme/theme.ts';
import { Toasts } from '../ui/toasts.tsx';
import { client } from './client.ts';
import { nonce } from './nonce.ts';
import { queryClient } from './queries.ts';
import { Root } from './root.tsx';

export function App() {
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariables}
      defaultColorScheme="auto"
      getStyleNonce={() => nonce}
      deduplicateInlineStyles
    >
      <QueryClientProvider client={queryClient}>
        <ClientProvider client={client}>
          <Root />
          <Toasts />
        </ClientProvider>
      </QueryClientProvider>
    </MantineProvider>
  );
}
