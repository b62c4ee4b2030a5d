import { isOneMachine } from '../../../../server/src/services/runtime/local-development';

const surroundings = (environment: unknown, autoReload = false) => ({
  localDevelopment: null,
  environment,
  autoReload,
});

describe('S14 everything runs on one machine', () => {
  it('with `strapi develop`, and in tests', () => {
    expect(isOneMachine(surroundings('development', true))).toBe(true);
    expect(isOneMachine(surroundings('test'))).toBe(true);
  });

  it.each(['production', 'staging', 'Development', ' development', 'preview', '', undefined, null])(
    'not in the environment %j, however it is started',
    (environment) => {
      for (const autoReload of [false, true])
        expect(isOneMachine(surroundings(environment, autoReload))).toBe(false);
    }
  );

  it('not if a server was started in what Strapi calls development', () => {
    expect(isOneMachine(surroundings('development'))).toBe(false);
  });

  it('as the setting says, in any environment', () => {
    for (const environment of ['production', 'development', 'test', '']) {
      for (const localDevelopment of [true, false]) {
        const found = isOneMachine({ ...surroundings(environment, true), localDevelopment });
        expect(found).toBe(localDevelopment);
      }
    }
  });
});
