/** A link of one saved object to another. */
export interface SavedObjectReference {
  readonly name: string;
  readonly type: "index-pattern" | "search";
  readonly id: string;
}

/** An object as Kibana's saved-objects import reads it. */
export interface SavedObject {
  readonly type: "index-pattern" | "search" | "dashboard";
  readonly id: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly references: readonly SavedObjectReference[];
}
