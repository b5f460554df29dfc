import { useMediaQuery } from '@mantine/hooks';

export type Screen = 'phone' | 'tablet' | 'desktop';

export function useScreen(): Screen {
  const options = { getInitialValueInEffect: false };
  const wide = useMediaQuery('(min-width: 75em)', false, options);
  const middle = useMediaQuery('(min-width: 48em)', false, options);
  return wide ? 'desktop' : middle ? 'tablet' : 'phone';
}
