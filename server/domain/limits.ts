/** The numbers the rules are made of. Times in milliseconds. */
export const limits = {
  /** A disconnected person shows as away after this, loses control after `successionMs`, has left after `leaveMs`. */
  awayMs: 3_000,
  successionMs: 5_000,
  leaveMs: 60_000,
  /** A session in which nobody is connected ends by itself. */
  emptyMs: 30 * 60_000,
  /** A phase noticed later than this starts nothing by itself. */
  lateMs: 60_000,
  /** After a node was lost, its people have this long to return before a phase that is over is closed. */
  returnMs: 5_000,
  /** Attendance that a lost node cut off is continued if its person is back within this. */
  continueMs: 120_000,
  goals: 200,
  recentMessages: 50,
  reactionsPerMessage: 20,
  /** Departed and invited people kept in live state; the rest are in the database. */
  departed: 100,
  invited: 200,
  removed: 200,
  waiting: 100,
  connectionsPerPerson: 20,
} as const;
