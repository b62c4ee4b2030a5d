import { useEffect, useMemo, useState } from 'react';

import { useCompleteConnectMutation, useLazyGetFlowQuery } from '../services/connectedApps';
import { readArrival } from '../utils/arrival';
import { answer, firstCompletion, settle, type Completion, type Server } from '../utils/completion';

/**
 * Completes the connection that the callback handed over, or reports how it ended. `reply` answers
 * the question whether to connect an account.
 */
export const useCompletion = () => {
  const [arrival] = useState(readArrival);
  const [completion, setCompletion] = useState<Completion>(() => firstCompletion(arrival));
  const [completeConnect] = useCompleteConnectMutation();
  const [getFlow] = useLazyGetFlowQuery();

  const server = useMemo<Server>(
    () => ({
      complete: (ticket, confirm) => completeConnect({ ticket, confirm }).unwrap(),
      outcome: (flow) => getFlow(flow).unwrap(),
    }),
    [completeConnect, getFlow]
  );

  useEffect(() => {
    if (!arrival) return;
    let isShown = true;
    void settle(arrival, server).then((end) => isShown && setCompletion(end));
    return () => {
      isShown = false;
    };
  }, [arrival, server]);

  const reply = (confirm: boolean) => {
    setCompletion({ state: 'working' });
    void answer(arrival, confirm, server).then(setCompletion);
  };

  return { completion, reply };
};
