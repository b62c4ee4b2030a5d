import { createContext, useContext, type ReactNode } from 'react';

import type { FieldHint } from '../../../server/src/contracts';

/** What people get wrong at the chosen provider. */
export const PresetHints = createContext<readonly FieldHint[]>([]);

/** The hint of a field, with what people get wrong there at the chosen provider below it. */
export const useHint = (path: string, hint?: ReactNode): ReactNode => {
  const hints = useContext(PresetHints).filter(({ field }) => field === path);
  if (hints.length === 0) return hint;
  return (
    <>
      {hint}
      {hints.map(({ text }) => (
        <span key={text} lang="en" style={{ display: 'block' }}>
          {text}
        </span>
      ))}
    </>
  );
};
