import type { ConnectionRef } from '../../../../server/src/public';
import { identityOfRef } from '../../../../server/src/services/tokens/connection-ref';

const APP = 'google-mail';
const ME = { kind: 'admin', id: 'me' };

describe('S12 a valid ref', () => {
  it.each<[ConnectionRef, object]>([
    [{ app: APP }, { owner: { kind: 'shared' }, account: 'default' }],
    [
      { app: APP, owner: { kind: 'shared' } },
      { owner: { kind: 'shared' }, account: 'default' },
    ],
    [{ app: APP, owner: { kind: 'admin', id: 'a' } }, { owner: { kind: 'admin', id: 'a' } }],
    [{ app: APP, owner: { kind: 'user', id: 'u' }, account: 'work' }, { account: 'work' }],
    [{ app: APP, account: undefined }, { account: 'default' }],
  ])('is accepted as it is meant: %j', (ref, expected) => {
    expect(identityOfRef(ref)).toMatchObject({ appKey: APP, ...expected });
  });
});

const OPERATORS = [{ $ne: 'x' }, { $null: false }, ['me'], 7, true, null, '', Symbol('me')];

describe('S12 an invalid ref', () => {
  const refusalOf = (ref: unknown): unknown => {
    try {
      return identityOfRef(ref as ConnectionRef);
    } catch (error) {
      return error;
    }
  };

  it.each<[string, RegExp, unknown[]]>([
    ['that is none', /\{ app, owner\?, account\? \}/, [undefined, null, 'google-mail', 7]],
    ['whose app is no text', /`app` must be the key/, OPERATORS.map((app) => ({ app, owner: ME }))],
    [
      'whose account is no text',
      /`account` must be a string/,
      OPERATORS.map((account) => ({ app: APP, owner: ME, account })),
    ],
    [
      'whose owner is none',
      /`owner` is (?:null|undefined|string|number)\. Pass \{ kind: 'admin', id \}/,
      [undefined, null, 'me', 7, ''].map((owner) => ({ app: APP, owner })),
    ],
    [
      "whose owner's kind is none",
      /`owner\.kind` is not a kind of owner\. Pass/,
      [...OPERATORS, undefined, 'api-token', '__proto__'].map((kind) => ({
        app: APP,
        owner: { kind, id: 'me' },
      })),
    ],
    [
      "whose owner's id is no text",
      /`owner\.id` is not a string\. Pass .* documentId/,
      ['admin', 'user'].flatMap((kind) =>
        [...OPERATORS, undefined].map((id) => ({ app: APP, owner: { kind, id } }))
      ),
    ],
  ])('is refused with what to pass and without its values: %s', (_what, message, refs) => {
    for (const ref of refs) {
      const refusal = refusalOf(ref);
      expect(refusal).toBeInstanceOf(TypeError);
      expect((refusal as TypeError).message).toMatch(message);
      expect((refusal as TypeError).message).not.toContain('$ne');
    }
  });
});
