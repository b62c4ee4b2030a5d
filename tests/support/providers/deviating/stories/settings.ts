import type { ProtocolDeviations } from '../../../../../server/src/contracts';
import type { Settings } from '../deviating-app';
import type { Story } from './story-of';

/** The names of the settings that an admin has entered, as paths. */
export const settingNames = ({ habits: { refresh }, settings: entered }: Story): string[] => {
  const { protocol = {}, ...settings } = entered;
  const { responsePlaces = {}, ...others } = protocol;
  const hasRefreshEndpoint = refresh !== undefined && refresh.path !== '/token';
  return [
    ...Object.keys(settings),
    ...(hasRefreshEndpoint ? ['refreshEndpoint'] : []),
    ...Object.keys(others).map((name) => `protocol.${name}`),
    ...Object.keys(responsePlaces).map((name) => `protocol.responsePlaces.${name}`),
  ];
};

const omit = <Members extends object>(members: Members, name: string): Members =>
  Object.fromEntries(Object.entries(members).filter(([other]) => other !== name)) as Members;

const protocolWithout = (protocol: ProtocolDeviations, name: string): ProtocolDeviations => {
  const [, place] = name.split('responsePlaces.');
  if (place === undefined) return omit(protocol, name);
  return { ...protocol, responsePlaces: omit(protocol.responsePlaces ?? {}, place) };
};

/** The same settings but for one, which is standard. */
export const without = (settings: Settings, path: string): Settings => {
  if (path === 'refreshEndpoint') return { ...settings, refreshEndpoint: null };
  const [, name] = path.split(/^protocol\./);
  if (name === undefined) return omit(settings, path);
  return { ...settings, protocol: protocolWithout(settings.protocol ?? {}, name) };
};
