import { join } from "node:path";
import type { Entry } from "./layer";

/** Contents that several images share, in a layer of their own. */
export type Base = () => readonly Entry[];

/** An image as its project publishes it, as far as a pod can see it. */
export interface Image {
  /** Where entry point, user, folders and variables are from. */
  readonly source: string;

  /** What runs instead of the real program, and why. @default the real program runs */
  readonly standIn?: string;

  readonly entrypoint: readonly string[];

  /** Arguments that a pod's `args` replace. @default none */
  readonly command?: readonly string[];

  /** Numeric user and, after a colon, group. @default root */
  readonly user?: string;

  /** @default / */
  readonly workingFolder?: string;

  /** @default PATH alone */
  readonly env?: Readonly<Record<string, string>>;

  /** What its programs need to run. @default nothing */
  readonly bases?: readonly Base[];

  /** What only this image has. @default nothing */
  readonly entries?: () => readonly Entry[] | Promise<readonly Entry[]>;
}

/** Images by what manifests call them. */
export type Images = Readonly<Record<string, Image>>;

/** Folders that belong to a user, for an image's entries: those below a folder, or without a name the folder itself. */
export const ownedBy = (
  owner: number,
  group: number,
  mode: number,
  folder: string,
  names: readonly string[] = [""],
): Entry[] => names.map((name) => ({ path: join(folder, name), owner, group, mode }));
