import { useEffect, useState } from 'react';

import type { DeviceFlow } from '../../../server/src/contracts';
import { useCancelFlowMutation, usePollFlowMutation } from '../services/connectedApps';
import { announce } from '../utils/connectionChannel';
import { afterPoll, afterPollError, type DeviceProgress } from '../utils/deviceProgress';

interface DeviceFlowControl {
  progress: DeviceProgress;
  /** Connects the account that the person was asked about. */
  confirm: () => Promise<void>;
  /** Ends the flow, unless it is over. */
  cancel: () => void;
}

const WAITING: DeviceProgress = { state: 'waiting', trouble: null };

const CAN_END: readonly DeviceProgress['state'][] = ['waiting', 'confirm'];

/** Polls until the person has entered the code at the provider, or cannot any more. */
export const useDeviceFlow = ({ flow, intervalSeconds }: DeviceFlow): DeviceFlowControl => {
  const [pollFlow] = usePollFlowMutation();
  const [cancelFlow] = useCancelFlowMutation();
  const [progress, setProgress] = useState<DeviceProgress>(WAITING);

  useEffect(() => {
    let isShown = true;
    let timer: ReturnType<typeof setTimeout>;
    const poll = async () => {
      const result = await pollFlow({ flow }).unwrap().then(afterPoll, afterPollError);
      if (!isShown) return;
      setProgress(result.progress);
      if (result.waitSeconds !== null) later(result.waitSeconds);
    };
    const later = (seconds: number) => {
      timer = setTimeout(() => void poll(), seconds * 1_000);
    };
    later(intervalSeconds);
    return () => {
      isShown = false;
      clearTimeout(timer);
    };
  }, [flow, intervalSeconds, pollFlow]);

  useEffect(() => {
    if (progress.state !== 'connected') return;
    announce({ appKey: progress.connection.appKey, outcome: 'connected' });
  }, [progress]);

  return {
    progress,
    async confirm() {
      setProgress({ state: 'working' });
      const answered = pollFlow({ flow, confirm: true }).unwrap();
      setProgress((await answered.then(afterPoll, afterPollError)).progress);
    },
    cancel() {
      if (CAN_END.includes(progress.state)) void cancelFlow(flow);
    },
  };
};
