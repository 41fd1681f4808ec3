// ts-node with swc, as tsconfig.json sets it up, but without loading TypeScript: type-check.ts checks the types.
require("ts-node").register({
  transpileOnly: true,
  transpiler: require.resolve("./transpiler.cjs"),
  skipProject: true,
  compiler: require.resolve("./compiler.cjs"),
  compilerOptions: { esModuleInterop: true },
});
