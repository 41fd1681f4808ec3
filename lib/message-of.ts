/** What something says that was thrown: anything can be. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
