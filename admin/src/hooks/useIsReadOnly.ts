import { createContext, useContext } from 'react';

import { DESTINATIONS } from '../../../server/src/destinations';
import { useAppForm } from './useAppForm';

/** Whether the user's role may change where tokens go. */
export const MayChangeDestinations = createContext(true);

/** Whether the field at this path shows its value but does not accept input. */
export const useIsReadOnly = (path: string): boolean => {
  const { disabled } = useAppForm();
  const mayChange = useContext(MayChangeDestinations);
  const [name = path] = path.split('.');
  return disabled || (!mayChange && Object.hasOwn(DESTINATIONS, name));
};
