import { CLOCK_TOLERANCE_SECONDS } from './limits';

const MINUTE_SECONDS = 60;
const HOUR_SECONDS = 60 * MINUTE_SECONDS;
const DAY_SECONDS = 24 * HOUR_SECONDS;

/** Rounded for people: `90 s`, `12 min`, `5 h`, `3 days`. */
const inWords = (seconds: number): string => {
  if (seconds < 2 * MINUTE_SECONDS) return `${Math.round(seconds)} s`;
  if (seconds < 2 * HOUR_SECONDS) return `${Math.round(seconds / MINUTE_SECONDS)} min`;
  if (seconds < 2 * DAY_SECONDS) return `${Math.round(seconds / HOUR_SECONDS)} h`;
  return `${Math.round(seconds / DAY_SECONDS)} days`;
};

const SET_CLOCKS = 'Synchronize the clocks of both servers (NTP), then connect again.';

/** For a token that is not valid yet by our clock: how far the clocks differ, and what to do. */
export const providerIsAhead = (seconds: number): string =>
  `The provider's clock is ${inWords(seconds)} ahead of this server's, and ` +
  `at most ${inWords(CLOCK_TOLERANCE_SECONDS)} are allowed, so its id_token is not valid yet and ` +
  `nothing was stored. ${SET_CLOCKS}`;

/**
 * For a token that was issued too long ago by our clock: how far the clocks differ if the token is
 * new, and what to do.
 */
export const providerIsBehind = (seconds: number): string =>
  `The provider's id_token was issued ${inWords(seconds)} ago by this server's clock, so nothing ` +
  `was stored. If the id_token is new, this server's clock is ${inWords(seconds)} ahead of the ` +
  `provider's. ${SET_CLOCKS}`;
