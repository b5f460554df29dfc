/** What is played is recorded as it comes: a film of so many milliseconds takes as many. */
export const playFor = (ms: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, ms));
