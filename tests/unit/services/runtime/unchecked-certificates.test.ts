import { warnOfUncheckedCertificates } from '../../../../server/src/services/runtime/unchecked-certificates';

const VARIABLE = 'NODE_TLS_REJECT_UNAUTHORIZED';
const before = process.env[VARIABLE];

afterEach(() => {
  if (before === undefined) delete process.env[VARIABLE];
  else process.env[VARIABLE] = before;
});

const warningsWith = (value: string | undefined): string[] => {
  if (value === undefined) delete process.env[VARIABLE];
  else process.env[VARIABLE] = value;
  const warnings: string[] = [];
  const log = { warn: (text: string) => void warnings.push(text) };
  warnOfUncheckedCertificates({ log } as unknown as Parameters<
    typeof warnOfUncheckedCertificates
  >[0]);
  return warnings;
};

describe('S21 a Strapi that checks no certificates', () => {
  it('says so at boot, with what to do', () => {
    expect(warningsWith('0')).toEqual([expect.stringMatching(/Remove it .* NODE_EXTRA_CA_CERTS/)]);
  });

  it.each([undefined, '', '1'])('is not one with %j, where Node.js checks them', (value) => {
    expect(warningsWith(value)).toEqual([]);
  });
});
