import { homepage, name, version } from '../../package.json';

/** The plugin's name in its requests (RFC 9110 §10.1.5). */
export const USER_AGENT = `${name}/${version} (+${homepage})`;
