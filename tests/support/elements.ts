/**
 * The element at this position, for a test that goes on with it.
 * @throws {Error} if there is none
 */
export const nth = <Item>(items: ArrayLike<Item>, index: number): Item => {
  const item = items[index];
  if (item === undefined) throw new Error(`no element ${index}: there are ${items.length}`);
  return item;
};

/**
 * The element of a list that has no other.
 * @throws {Error} if there are none, or several
 */
export const only = <Item>(items: ArrayLike<Item>): Item => {
  if (items.length !== 1) throw new Error(`not one element: there are ${items.length}`);
  return nth(items, 0);
};

/**
 * The value, for a test that goes on with it.
 * @throws {Error} if there is none
 */
export const present = <Value>(value: Value | null | undefined): Value => {
  if (value === null || value === undefined) throw new Error(`no value, but ${value}`);
  return value;
};
