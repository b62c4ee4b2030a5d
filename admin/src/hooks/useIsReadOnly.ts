import { createContext, useContext } from 'react';

import { DESTINATIONS } from '../../../server/src/destinations';
import type { AppFormValues } from '../utils/appForm';
import { useAppForm } from './useAppForm';

/** Whether the user's role may change where tokens go. */
export const MayChangeDestinations = createContext(true);

/** Whether a field shows its value but does not accept input. */
export const useIsReadOnly = (name: keyof AppFormValues): boolean => {
  const { disabled } = useAppForm();
  const mayChange = useContext(MayChangeDestinations);
  return disabled || (!mayChange && Object.hasOwn(DESTINATIONS, name));
};
