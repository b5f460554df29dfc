import { useEffect } from 'react';
import { t } from '../strings/index.ts';

export function usePageTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · ${t.app}`;
    return () => {
      document.title = t.app;
    };
  }, [title]);
}
