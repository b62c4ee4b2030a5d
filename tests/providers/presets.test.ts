import type { ProviderPreset } from '../../server/src/contracts';
import { providerPresets } from '../../server/src/providers';
import { StoryEnds } from '../support/providers/deviating/story';
import { mutationsOf, withoutConditions } from './mutations';
import { Play } from './play';
import type { Service, TestName } from './service';
import { services } from './services';
import { Stage } from './stage';
import {
  tellAccount,
  tellAddresses,
  tellLife,
  tellRevocation,
  tellScopes,
  twoScopes,
} from './stories';

type Story = (play: Play) => Promise<void>;

/** What a preset without one of its settings must not come through. */
const STORIES: [TestName, Story][] = [
  ['life', tellLife],
  ['account', tellAccount],
  ['scopes', tellScopes],
  ['revocation', tellRevocation],
];

const known = services();

const presets = providerPresets.filter(({ id }) => id !== 'custom');

let stage: Stage;

beforeAll(async () => {
  stage = await Stage.open();
});

afterAll(() => stage.close());

/** The service, and what it is in other cases. */
const casesOf = (service: Service): Service[] => [service, ...Object.values(service.variants)];

const tell = (story: Story, preset: ProviderPreset, service: Service): Promise<void> =>
  story(new Play(preset, service, stage));

const tellInAllCases = async (story: Story, preset: ProviderPreset, service: Service) => {
  for (const one of casesOf(service)) await tell(story, preset, one);
};

/** A story that the whole preset does not come through would prove nothing. */
const provingStories = ({ knownFaults }: Service): Story[] =>
  STORIES.filter(([name]) => knownFaults[name] === undefined).map(([, story]) => story);

/** Why a story does not come to its end, in any case; null if each does. */
const endingOf = async (preset: ProviderPreset, service: Service): Promise<StoryEnds | null> => {
  try {
    for (const story of provingStories(service)) await tellInAllCases(story, preset, service);
    return null;
  } catch (error) {
    if (error instanceof StoryEnds) return error;
    throw error;
  }
};

const cases = presets.flatMap((preset): [string, ProviderPreset, Service][] => {
  const service = known.get(preset.id);
  return service ? [[preset.id, preset, service]] : [];
});

it('has a service for each preset, and no other', () => {
  const ids = presets.map(({ id }) => id);
  expect(ids.filter((id) => !known.has(id))).toEqual([]);
  expect([...known.keys()].filter((id) => !ids.includes(id))).toEqual([]);
  expect([...known].filter(([id, service]) => service.id !== id)).toEqual([]);
});

describe.each(cases)('%s', (_id, preset, service) => {
  /** A test that must fail as long as its fault is listed. */
  const its = (name: TestName) => (service.knownFaults[name] === undefined ? it : it.failing);

  its('addresses')('is at the addresses of the service', () =>
    tellInAllCases(tellAddresses, preset, service)
  );

  its('life')('connects, refreshes, and tells a dead grant', () =>
    tellInAllCases(tellLife, preset, service)
  );

  its('account')('names the account, if the service does', () =>
    tellInAllCases(tellAccount, preset, service)
  );

  its('revocation')('is revoked, if the service can', () =>
    tellInAllCases(tellRevocation, preset, service)
  );

  if (service.scopes !== null && twoScopes({ preset, service }) !== null) {
    its('scopes')('asks for several scopes, and learns which were granted', () =>
      tellInAllCases(tellScopes, preset, service)
    );
  }

  its('refresh token needs')('says what a refresh token needs', () => {
    const { scopes = [], authorizationParams = {} } = service.refresh?.conditions ?? {};
    const needs = preset.refreshTokenNeeds;
    expect(needs?.scopes ?? []).toEqual(scopes);
    const names = needs?.authorizationParams.map(({ key }) => key) ?? [];
    expect(names).toEqual(Object.keys(authorizationParams));
  });

  for (const { name, preset: lacking } of withoutConditions(preset, service)) {
    it(`gets no refresh token without ${name}`, async () => {
      const grant = await new Play(lacking, service, stage).connect();
      expect(grant.refreshToken).toBeNull();
    });
  }

  const mutations = mutationsOf(preset, service);

  for (const { name, preset: lacking } of mutations) {
    it(`needs ${name}`, async () => {
      const isListed = Object.hasOwn(service.provenElsewhere, name);
      const isNeeded = (await endingOf(lacking, service)) !== null;
      expect({ isNeeded, isListed }).toEqual({ isNeeded: !isListed, isListed });
    });
  }

  it('lists as proven elsewhere only what the preset has', () => {
    const names = mutations.map(({ name }) => name);
    expect(Object.keys(service.provenElsewhere).filter((one) => !names.includes(one))).toEqual([]);
  });
});
