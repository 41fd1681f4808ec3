// ts-node would have V8's work on a compiler kept, and write two megabytes each time for one that has none.
process.env.DISABLE_V8_COMPILE_CACHE = "1";

// ts-node with swc, as tsconfig.json sets it up, but without loading TypeScript: type-check.ts checks the types.
require("ts-node").register({
  transpileOnly: true,
  transpiler: require.resolve("./transpiler.cjs"),
  skipProject: true,
  compiler: require.resolve("./compiler.cjs"),
  compilerOptions: { esModuleInterop: true },
});
