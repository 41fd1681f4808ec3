/** @type {import("jest").Config} */
export default {
  testEnvironment: "node",
  // Some tests run the compiler or the whole program, which a busy machine takes its time for.
  testTimeout: 60_000,
  // All cores: the default leaves one of them idle, which is half of a small machine.
  maxWorkers: "100%",
  testMatch: ["<rootDir>/test/**/*.test.ts"],
  transform: { "\\.ts$": "@swc/jest" },
  // Worktrees and drafts of dist/ hold copies of the same packages.
  modulePathIgnorePatterns: ["<rootDir>/\\.dist"],
};
