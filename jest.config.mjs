/** @type {import("jest").Config} */
export default {
  testEnvironment: "node",
  testMatch: ["<rootDir>/test/**/*.test.ts"],
  transform: { "\\.ts$": "@swc/jest" },
  // Worktrees and drafts of dist/ hold copies of the same packages.
  modulePathIgnorePatterns: ["<rootDir>/\\.dist"],
};
