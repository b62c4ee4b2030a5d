const { imul } = Math;

/** Length in characters of the pieces that two texts are compared by. */
export const PIECE_LENGTH = 12;

const FILTER_BITS = 16;
const FILTER_SHIFT = 32 - FILTER_BITS;

/** Odd, and different in each process, so that nobody can write texts whose hashes collide. */
const FACTOR = (Math.floor(Math.random() * 2 ** 30) << 1) | 1;

/** The weight of a piece's first character in its hash. */
const FIRST_WEIGHT = Array.from({ length: PIECE_LENGTH - 1 }).reduce<number>(
  (weight) => imul(weight, FACTOR),
  1
);

/** Visits the rolling hash of each piece (Rabin and Karp), with a few operations per character. */
const forEachPiece = (text: string, visit: (hash: number, start: number) => void): void => {
  let hash = 0;
  for (let at = 0; at < text.length; at += 1) {
    hash = (imul(hash, FACTOR) + text.charCodeAt(at)) | 0;
    const start = at - PIECE_LENGTH + 1;
    if (start < 0) continue;
    visit(hash, start);
    hash = (hash - imul(text.charCodeAt(start), FIRST_WEIGHT)) | 0;
  }
};

/** Mixes the hash, because the bits of a product alone would not distinguish short texts. */
const filterIndex = (hash: number): number =>
  imul(hash ^ (hash >>> 15), 0x9e3779b1) >>> FILTER_SHIFT;

/**
 * Finds the pieces that a text shares with other texts. The cost grows with the sum of the lengths,
 * not with their product: each piece is hashed once, and a piece that was found leaves the table,
 * so repetitive texts cost no more.
 */
export const createPieceFinder = (text: string) => {
  const startsByHash = new Map<number, number[]>();
  /** Most pieces of a long secret are not in the map. This filter is cheaper, so it comes first. */
  const filter = new Uint8Array(2 ** FILTER_BITS);

  forEachPiece(text, (hash, start) => {
    const starts = startsByHash.get(hash);
    if (starts) starts.push(start);
    else startsByHash.set(hash, [start]);
    filter[filterIndex(hash)] = 1;
  });

  /** Reports the start of each piece that `other` shares with the text, once for all texts. */
  return (other: string, found: (start: number) => void): void =>
    forEachPiece(other, (hash, otherStart) => {
      const starts = filter[filterIndex(hash)] === 1 ? startsByHash.get(hash) : undefined;
      if (!starts) return;
      const piece = other.slice(otherStart, otherStart + PIECE_LENGTH);
      const left: number[] = [];
      for (const start of starts) {
        if (text.startsWith(piece, start)) found(start);
        else left.push(start);
      }
      if (left.length > 0) startsByHash.set(hash, left);
      else startsByHash.delete(hash);
    });
};
