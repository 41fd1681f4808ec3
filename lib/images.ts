/**
 * Every image but the API's own, pinned. Raise a version here and nowhere else.
 *
 * Listed by area: the API's own image is a prop of the environment.
 */
export const images = {} as const satisfies Readonly<Record<string, `${string}:${string}`>>;
