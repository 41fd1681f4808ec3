import { execFileSync } from "node:child_process";

/** Where Go keeps the source of a module that the go.mod of `folder` requires. Downloads it when it is not there. */
export function goModuleFolder(folder: string, module: string): string {
  const printed = execFileSync("go", ["mod", "download", "-json", module], { cwd: folder, encoding: "utf8" });
  const { Dir, Error: problem } = JSON.parse(printed) as { Dir?: string; Error?: string };
  if (!Dir) throw new Error(`${module} could not be downloaded: ${problem ?? printed}`);
  return Dir;
}
