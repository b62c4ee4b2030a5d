import { withProviderNames } from '../../../../server/src/oauth/wire/parameter-names';

const FORM = new URLSearchParams([
  ['grant_type', 'authorization_code'],
  ['client_id', 'client'],
  ['resource', 'https://a.example'],
  ['resource', 'https://b.example'],
]);

describe("parameters under the provider's names", () => {
  it('are unchanged if the provider has the standard names', () => {
    expect(withProviderNames(FORM, [])).toEqual([...FORM]);
  });

  it('keep their order and their values, repeated ones included', () => {
    const names = [
      { key: 'client_id', value: 'client_key' },
      { key: 'resource', value: 'audience' },
    ];
    expect(withProviderNames(FORM, names)).toEqual([
      ['grant_type', 'authorization_code'],
      ['client_key', 'client'],
      ['audience', 'https://a.example'],
      ['audience', 'https://b.example'],
    ]);
  });

  it('are left out under an empty name, each time that they occur', () => {
    const names = [
      { key: 'resource', value: '' },
      { key: 'grant_type', value: '' },
    ];
    expect(withProviderNames(FORM, names)).toEqual([['client_id', 'client']]);
  });

  it('can swap their names', () => {
    const names = [
      { key: 'client_id', value: 'grant_type' },
      { key: 'grant_type', value: 'client_id' },
    ];
    expect(withProviderNames(FORM, names).slice(0, 2)).toEqual([
      ['client_id', 'authorization_code'],
      ['grant_type', 'client'],
    ]);
  });

  it('are named by their exact name only', () => {
    const names = [
      { key: 'CLIENT_ID', value: 'evil' },
      { key: 'client', value: 'evil' },
      { key: 'scope', value: 'evil' },
    ];
    expect(withProviderNames(FORM, names)).toEqual([...FORM]);
  });

  it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])(
    'are not named by the prototype: %s',
    (name) => {
      expect(withProviderNames([[name, 'value']], [])).toEqual([[name, 'value']]);
      expect(withProviderNames([[name, 'value']], [{ key: name, value: 'own' }])).toEqual([
        ['own', 'value'],
      ]);
    }
  );
});
