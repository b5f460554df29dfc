import type { Router } from 'express';
import { summariseSession, type Summaries } from '../../people/summaries/summarise.ts';
import type { Limiters } from '../limits.ts';
import { asking } from './asked.ts';
import { routerOf } from './operation.ts';
import type { Routes } from './route.ts';
import { summaryOperations } from './summary-operations.ts';

export interface SummaryRoutesOptions {
  summaries: Summaries;
  routes: Routes;
  limiters: Limiters;
}

/** /api/study-sessions/:id/ai-summary */
export function summaryRoutes({ summaries, routes, limiters }: SummaryRoutesOptions): Router {
  const { reading } = asking({ sessions: summaries.sessions, limiters });
  return routerOf(routes, summaryOperations, {
    // The room knows no such command: an id of one that it accepted is no way around the limit.
    summariseSession: reading(async (asked, { now }) => {
      const limited = await limiters.consume('summarise', asked.actor.userId);
      return limited ? { ok: false, refusal: limited } : summariseSession(summaries, asked, now);
    }),
  });
}
