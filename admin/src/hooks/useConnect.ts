import { useRef, useState } from 'react';
import { useNotification } from '@strapi/strapi/admin';

import type {
  AppVariable,
  ConnectionSummary,
  DeviceFlow,
  Values,
} from '../../../server/src/contracts';
import { unattendedGrantOf } from '../../../server/src/protocol-settings';
import { NO_VALUES } from '../../../server/src/variables';
import {
  useConnectAttempt,
  type AttemptControl,
  type AttemptTarget,
  type ConnectOwner,
  type Start,
} from './useConnectAttempt';

/** What the person must say before the consent page can be opened. */
export interface ConnectQuestion {
  /** The app's name. */
  name: string;
  asked: readonly AppVariable[];
  authorizationEndpoint: string | null;
  /** What the fields hold at first. */
  known: Values;
  /** Starts with these values. The question stays open if they are refused. */
  answer: (values: Values) => Promise<Start>;
  cancel: () => void;
}

/** A code that the person must enter at the provider. */
export interface DeviceControl {
  device: DeviceFlow;
  /** Gets a new code. */
  again: () => Promise<void>;
  close: () => void;
}

export interface ConnectControl extends Pick<AttemptControl, 'attempt' | 'follow' | 'dismiss'> {
  /** The open question. */
  question: ConnectQuestion | null;
  device: DeviceControl | null;
  connect: (owner?: ConnectOwner) => Promise<void>;
  /** Tries the same owner again, with a fresh request. */
  tryAgain: () => Promise<void>;
}

export interface ConnectTarget
  extends AttemptTarget, Pick<ConnectQuestion, 'asked' | 'authorizationEndpoint'> {
  /** The user's own connection. */
  connection: ConnectionSummary | null;
}

interface Begun {
  owner: ConnectOwner;
  values: Values;
}

/** Connects to an app, after asking for the values that its addresses need. */
export const useConnect = (target: ConnectTarget): ConnectControl => {
  const { name, asked, grantType, connection } = target;
  const authorizationEndpoint = unattendedGrantOf({ grantType })
    ? null
    : target.authorizationEndpoint;
  const { toggleNotification } = useNotification();
  const { attempt, start, abandon, follow, dismiss } = useConnectAttempt(target);
  const last = useRef<Begun>({ owner: 'me', values: NO_VALUES });
  const [open, setOpen] = useState<Begun | null>(null);

  const begin = async (owner: ConnectOwner, values: Values) => {
    last.current = { owner, values };
    if (asked.length > 0) return setOpen(last.current);
    const result = await start(owner);
    if (result.state !== 'refused') return;
    toggleNotification({ type: 'danger', message: result.message });
  };

  const answer = async (owner: ConnectOwner, values: Values) => {
    last.current = { owner, values };
    const result = await start(owner, values);
    if (result.state === 'started') setOpen(null);
    return result;
  };

  const cancel = () => {
    abandon();
    setOpen(null);
  };

  const tryAgain = () => begin(last.current.owner, last.current.values);

  return {
    attempt,
    follow,
    dismiss,
    question: open && {
      name,
      asked,
      authorizationEndpoint,
      known: open.values,
      answer: (values) => answer(open.owner, values),
      cancel,
    },
    device:
      attempt.state === 'device'
        ? { device: attempt.device, again: tryAgain, close: dismiss }
        : null,
    connect: (owner = 'me') =>
      begin(owner, owner === 'me' && connection ? connection.values : NO_VALUES),
    tryAgain,
  };
};
