import type { ListApps } from '../../server/src/contracts';
import { House } from '../support/strapi/house';

const VARIABLE = 'NODE_TLS_REJECT_UNAUTHORIZED';

let house: House;

beforeAll(async () => {
  house = await House.open();
}, 120_000);

afterAll(async () => {
  delete process.env[VARIABLE];
  await house?.close();
});

it.each([
  ['0', true],
  ['1', false],
])(
  'S21 the panel learns of unchecked certificates, with NODE_TLS_REJECT_UNAUTHORIZED=%s: %p',
  async (value, expected) => {
    process.env[VARIABLE] = value;
    const { body } = await house.api(house.admin, 'get', '/apps');
    const { health } = (body as unknown as ListApps.Response).meta;
    expect(health.areCertificatesUnchecked).toBe(expected);
  }
);
