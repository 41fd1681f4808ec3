// ts-node, as tsconfig.json sets it up, without loading TypeScript: type-check.ts checks the types.
require("ts-node").register({
  swc: true,
  skipProject: true,
  compiler: require.resolve("./compiler.cjs"),
  compilerOptions: { esModuleInterop: true },
});
