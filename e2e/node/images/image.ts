import type { Entry } from "./layer";

/** Contents that several images share, in a layer of their own. */
export interface Base {
  readonly name: string;
  readonly entries: () => readonly Entry[];
}

/** An image as its project publishes it, as far as a pod can see it. */
export interface Image {
  /** The name without tag, as manifests write it. */
  readonly repository: string;

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

  readonly bases: readonly Base[];

  /** What only this image has. */
  readonly entries: () => readonly Entry[] | Promise<readonly Entry[]>;
}

/** Folders that belong to a user, for an image's entries. */
export const ownedBy = (owner: number, group: number, mode: number, paths: readonly string[]): Entry[] =>
  paths.map((path) => ({ path, owner, group, mode }));
