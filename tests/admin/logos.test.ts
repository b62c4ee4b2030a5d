import * as simpleIcons from 'simple-icons';
import iconData from 'simple-icons/icons.json';

import { initialsOf, inkOnWhite } from '../../admin/src/utils/logoColors';
import { LOGOS } from '../../admin/src/utils/logos';
import { CUSTOM_SERVICE } from '../../admin/src/utils/services';
import { providerPresets } from '../../server/src/providers';

const services = providerPresets.filter(({ id }) => id !== CUSTOM_SERVICE);

const lettersOf = (text: string) => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');

/** The names under which people know a service: “Atlassian (Jira, Confluence)” is Atlassian. */
const namesOf = ({ id, name }: { id: string; name: string }) =>
  [id, name, name.replace(/\(.*\)/, ''), name.replace(/\.com$/, '')].map(lettersOf);

const titles = new Set(
  iconData.flatMap(({ title, aliases }) => [title, ...(aliases?.aka ?? [])]).map(lettersOf)
);

describe('the logos of the services', () => {
  it('are there for each service that Simple Icons has', () => {
    const known = services.filter((service) => namesOf(service).some((name) => titles.has(name)));
    expect(known.map(({ id }) => id).filter((id) => !LOGOS[id])).toEqual([]);
  });

  it('come from Simple Icons', () => {
    const icons: unknown[] = Object.values(simpleIcons);
    for (const logo of Object.values(LOGOS)) expect(icons).toContain(logo);
  });

  it('belong to presets', () => {
    const ids = services.map(({ id }) => id);
    expect(Object.keys(LOGOS).filter((id) => !ids.includes(id))).toEqual([]);
  });

  it('keep the colour of the brand, unless nobody would see it on white', () => {
    expect(inkOnWhite('4285F4')).toBe('#4285F4');
    expect(inkOnWhite('FFE01B')).toBe('#32324d');
  });

  it('are initials otherwise', () => {
    expect(['microsoft', 'slack-user', 'éclair-été-un'].map(initialsOf)).toEqual(['M', 'SU', 'ÉÉ']);
  });
});
