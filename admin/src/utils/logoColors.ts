/** Where a colour of a brand would hardly be seen on white. */
const DARK_INK = '#32324d';

/** Contrast of graphics to their ground (WCAG 2.2, 1.4.11 asks for 3; logotypes are exempt). */
const MIN_CONTRAST = 1.9;

/** Relative luminance of a colour, from 0 to 1 (WCAG 2.2). */
const luminanceOf = (hex: string): number => {
  const [red = 0, green = 0, blue = 0] = [0, 2, 4].map((at) => {
    const channel = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
};

/** The colour that shows a logo on white: that of the brand, unless it is too light. */
export const inkOnWhite = (hex: string): string =>
  1.05 / (luminanceOf(hex) + 0.05) < MIN_CONTRAST ? DARK_INK : `#${hex}`;

const PARTS = /[^\p{L}\p{N}]+/u;

/** The first letters of the first two words of a preset's id. */
export const initialsOf = (service: string): string =>
  service
    .split(PARTS)
    .slice(0, 2)
    .map((word) => [...word][0] ?? '')
    .join('')
    .toUpperCase();

/** A colour of its own for each service, dark enough for white letters. */
export const toneOf = (service: string): string => {
  const sum = [...service].reduce((total, letter) => total + (letter.codePointAt(0) ?? 0), 0);
  return `hsl(${(sum * 47) % 360} 55% 30%)`;
};
