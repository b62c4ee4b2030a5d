import { plainText } from './fields';

export const MAX_PLACE_LENGTH = 200;

/** RFC 6901 §3. */
const isPointer = (place: string): boolean => /^(?:\/(?:[^~/]|~[01])*)*$/.test(place);

/** A place in a response: the name of a member, or a JSON Pointer. */
export const place = plainText('Enter a place.')
  .trim()
  .min(1, 'Enter a place.')
  .max(MAX_PLACE_LENGTH, `Enter a place of at most ${MAX_PLACE_LENGTH} characters.`)
  .refine((text) => !text.startsWith('/') || isPointer(text), {
    error: 'Enter the name of a member, or a JSON Pointer such as /data/access_token.',
  });

/** `access_token`, `/data/token`, `ACCESS_TOKEN`; `accessToken`. */
const NAMES_OF_SECRETS = [/(?:^|[_/-])(?:token|secret)$/i, /[a-z](?:Token|Secret)$/];

/** A place whose value people or logs see, so it must hold no token. */
export const shownPlace = place.refine(
  (text) => !NAMES_OF_SECRETS.some((pattern) => pattern.test(text)),
  {
    error: 'This place holds a token or a secret, which must not be shown. Enter another place.',
  }
);
