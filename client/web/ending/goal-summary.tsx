import type { RestGoal } from '../../../server/protocol/rest/sessions.ts';
import { t } from '../strings/index.ts';
import classes from './goal-summary.module.css';

export function GoalSummary({ goals }: { goals: readonly RestGoal[] }) {
  const done = goals.filter((goal) => goal.isCompleted);
  const left = goals.filter((goal) => !goal.isCompleted);
  return (
    <div className={classes.goals}>
      <Part title={t.ending.goalsDone} goals={done} />
      <Part title={t.ending.goalsLeft} goals={left} />
    </div>
  );
}

function Part({ title, goals }: { title: string; goals: readonly RestGoal[] }) {
  if (goals.length === 0) return null;
  return (
    <section>
      <h2>{title}</h2>
      <ul>
        {goals.map((goal) => (
          <li key={goal.id}>{goal.title}</li>
        ))}
      </ul>
    </section>
  );
}
