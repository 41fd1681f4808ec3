import { join } from "node:path";
import type { EnvironmentProps } from "../../environments/shape/environment";
import { withValues } from "../../operations/environment/with-values";
import { large } from "../../test/environments/large";
import { dataFile } from "../data-file";

const changes = dataFile(join(__dirname, "variants.yaml")) as Readonly<
  Record<string, Readonly<Record<string, unknown>>>
>;

/** Environments that say what ours do not, by what they are. */
export const variants: Readonly<Record<string, EnvironmentProps>> = Object.fromEntries(
  Object.entries(changes).map(([name, values]) => [name, withValues(large, values)]),
);
