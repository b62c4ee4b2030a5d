import {
  addressProblem,
  isBlocking,
} from '../../../../server/src/services/runtime/address-problem';
import { present } from '../../../support/elements';

const problem = (
  serverUrl: unknown,
  absoluteServerUrl: string,
  { isLocalDevelopment = false, absoluteAdminUrl = 'https://cms.example.com/admin' } = {}
) => addressProblem({ serverUrl, absoluteServerUrl, absoluteAdminUrl, isLocalDevelopment });

describe('the addresses of this Strapi', () => {
  it.each([
    'https://cms.example.com',
    'HTTPS://cms.example.com/',
    'https://example.com/cms',
    'http://localhost:1337',
    'http://10.1.2.3:1337',
  ])('T06 are good with the server.url %s', (url) => {
    expect(problem(url, url)).toBeNull();
  });

  it.each(['', '/', undefined, null])('T06 have no valid server.url with %j', (url) => {
    const found = problem(url, 'http://cms.internal:1337');
    expect(found).toBe('server_url_missing');
    expect(isBlocking(present(found))).toBe(false);
  });

  it.each(['/cms', 'cms', 'cms.example.com', 'httpbin', '//cms.example.com'])(
    'T06 lead nowhere with the server.url %s, in local development too',
    (url) => {
      for (const isLocalDevelopment of [false, true]) {
        const found = problem(url, `http://localhost:1337/${url}`, { isLocalDevelopment });
        expect(found).toBe('server_url_relative');
        expect(isBlocking(present(found))).toBe(true);
      }
    }
  );

  it.each(['http://0.0.0.0:1337', 'http://[::]:1337', 'http://0:1337', 'http://[0:0::0]:1337'])(
    'T06 cannot be reached by a browser as %s, configured or not',
    (url) => {
      for (const configured of ['', url]) {
        const found = problem(configured, url);
        expect(found).toBe('server_url_unreachable');
        expect(isBlocking(present(found))).toBe(true);
      }
    }
  );

  it('T06 include that of the panel, where a flow ends', () => {
    const absoluteAdminUrl = 'http://0.0.0.0:1337/admin';
    const found = problem('https://cms.example.com', 'https://cms.example.com', {
      absoluteAdminUrl,
    });
    expect(found).toBe('admin_url_unreachable');
    expect(isBlocking(present(found))).toBe(true);
  });

  it('T06 may be on this machine in local development', () => {
    expect(problem('', 'http://localhost:1337', { isLocalDevelopment: true })).toBeNull();
  });
});
