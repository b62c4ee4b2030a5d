import fc from 'fast-check';

import {
  captureArrival,
  COMPLETE_PATH,
  forgetArrival,
  readArrival,
} from '../../admin/src/utils/arrival';
import { appPath, isPanelPath } from '../../admin/src/utils/paths';
import { anyText, pairs, wellFormed } from '../support/properties/arbitraries';
import { ensure, holdsFor } from '../support/properties/properties';

const PAGE = `/admin/${COMPLETE_PATH.replace(/^\//, '')}`;

afterEach(() => {
  forgetArrival();
  window.history.replaceState(null, '', '/');
});

describe('the completion page', () => {
  const fragments = fc.oneof(
    pairs(['ticket', 'error', 'app']).map((list) => new URLSearchParams(list).toString()),
    anyText
  );

  holdsFor('the fragment of the completion page', fragments, (fragment) => {
    forgetArrival();
    window.history.replaceState(null, '', `${PAGE}#${wellFormed(fragment.slice(0, 2_000))}`);
    captureArrival();
    ensure(window.location.hash === '', `left in the address: ${window.location.href}`);
    const arrival = readArrival();
    if (arrival?.kind === 'ticket') ensure(arrival.ticket !== '', 'an empty ticket');
    if (arrival?.kind === 'error') {
      ensure(/^[a-z_]+$/.test(arrival.code), `the code ${arrival.code}`);
      const { pathname, search, hash } = new URL(appPath(arrival.appKey ?? ''), 'http://cms.test');
      ensure(pathname.startsWith('/plugins/connected-apps/') && !search && !hash, `to ${pathname}`);
    }
  });

  const paths = fc.oneof(
    anyText,
    fc
      .array(
        fc.constantFrom('/', '\\', '\t', '\n', '.', '..', ':', 'javascript:', 'evil.test', '@'),
        {
          maxLength: 8,
        }
      )
      .map((parts) => `/${parts.join('')}`)
  );

  holdsFor('a path in the panel', paths, (path) => {
    if (!isPanelPath(path)) return;
    for (const basename of ['', '/admin']) {
      const { origin } = new URL(basename + path, 'http://cms.test');
      ensure(origin === 'http://cms.test', `leads to ${origin}`);
    }
  });
});
