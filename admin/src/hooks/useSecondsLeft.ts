import { useEffect, useState } from 'react';

const secondsUntil = (moment: string): number =>
  Math.max(0, Math.ceil((Date.parse(moment) - Date.now()) / 1_000));

/** The whole seconds until a moment, never less than 0. */
export const useSecondsLeft = (moment: string): number => {
  const [seconds, setSeconds] = useState(() => secondsUntil(moment));
  useEffect(() => {
    const timer = setInterval(() => setSeconds(secondsUntil(moment)), 1_000);
    return () => clearInterval(timer);
  }, [moment]);
  return seconds;
};
