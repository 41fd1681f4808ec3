import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ProgramProps } from "../../processes";
import { renderFile, type TemplateView } from "../../../lib/render-template";

/** How a program of a node is started. */
export type Daemon = Pick<ProgramProps, "program" | "args" | "env">;

/** Writes a configuration of this folder, with its placeholders filled in, into a node's. Returns its path. */
export function fillIn(name: string, folder: string, view: TemplateView): string {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, name);
  writeFileSync(file, renderFile(join(__dirname, name), view, JSON.stringify));
  return file;
}
