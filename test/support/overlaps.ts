/** Columns and rows that a panel of a dashboard takes. */
export type Place = Readonly<Record<"x" | "y" | "w" | "h", number>>;

/** Pairs of places that share a cell. */
export function overlaps(places: readonly Place[]): [Place, Place][] {
  return places.flatMap((one, i) =>
    places
      .slice(i + 1)
      .filter(
        (other) =>
          one.x < other.x + other.w &&
          other.x < one.x + one.w &&
          one.y < other.y + other.h &&
          other.y < one.y + one.h,
      )
      .map((other): [Place, Place] => [one, other]),
  );
}
