import { useCallback, useEffect, useRef, useState } from 'react';
import { useNotification } from '@strapi/strapi/admin';

import { useStartConnectMutation } from '../services/connectedApps';
import { subscribe } from '../utils/connectionChannel';
import { isWebAddress, openConsentTab, sendConsentTab } from '../utils/consentTab';
import type { ErrorCode } from '../utils/errorCodes';
import { rememberAttempt } from '../utils/lastAttempt';
import { useErrorText } from './useErrorText';
import { useTranslate } from './useTranslate';

export type ConnectOwner = 'me' | 'shared';

/** The progress of the connection attempt that this tab started. */
export type ConnectAttempt =
  | { state: 'idle' }
  | { state: 'starting' }
  | { state: 'waiting' }
  | { state: 'closed' }
  | { state: 'blocked'; authorizationUrl: string }
  | { state: 'failed'; code: ErrorCode };

export interface ConnectControl {
  attempt: ConnectAttempt;
  connect: (owner?: ConnectOwner) => Promise<void>;
  /** Tries the same owner again, with a fresh request. */
  tryAgain: () => Promise<void>;
  /** The user opened the consent page through the link shown for a blocked pop-up. */
  follow: () => void;
  dismiss: () => void;
}

export interface ConnectTarget {
  key: string;
  name: string;
  /** The address in the panel to which the completion page leads back. */
  returnTo: string;
}

const IDLE: ConnectAttempt = { state: 'idle' };
const CLOSED_CHECK_MS = 1000;

export const useConnect = ({ key, name, returnTo }: ConnectTarget): ConnectControl => {
  const t = useTranslate();
  const errorText = useErrorText();
  const { toggleNotification } = useNotification();
  const [startConnect] = useStartConnectMutation();
  const [attempt, setAttempt] = useState<ConnectAttempt>(IDLE);
  const consentTab = useRef<Window | null>(null);
  const lastOwner = useRef<ConnectOwner>('me');

  const connect = useCallback(
    async (owner: ConnectOwner = 'me') => {
      lastOwner.current = owner;
      const tab = openConsentTab(t('connect.opening', { name }));
      consentTab.current = tab;
      setAttempt({ state: 'starting' });
      rememberAttempt({ appKey: key, owner, returnTo });

      const fail = (message: string) => {
        tab?.close();
        setAttempt(IDLE);
        toggleNotification({ type: 'danger', message });
      };

      const answer = await startConnect({ key, owner, returnTo });
      if ('error' in answer) return fail(errorText(answer.error));
      const { authorizationUrl } = answer.data;
      if (!isWebAddress(authorizationUrl)) return fail(t('connect.badAddress'));
      if (!tab) return setAttempt({ state: 'blocked', authorizationUrl });
      sendConsentTab(tab, authorizationUrl);
      setAttempt({ state: 'waiting' });
    },
    [errorText, key, name, returnTo, startConnect, t, toggleNotification]
  );

  const isIdle = attempt.state === 'idle';
  useEffect(() => {
    if (isIdle) return;
    return subscribe(({ appKey, outcome, code }) => {
      // A lost response names no app.
      if (appKey !== null && appKey !== key) return;
      if (outcome === 'failed') return setAttempt({ state: 'failed', code: code ?? 'unknown' });
      setAttempt(IDLE);
      toggleNotification({ type: 'success', message: t('connect.done', { name }) });
    });
  }, [isIdle, key, name, t, toggleNotification]);

  const isWaiting = attempt.state === 'waiting';
  useEffect(() => {
    if (!isWaiting || !consentTab.current) return;
    // A provider's page can sever the link to its opener. Its tab then looks closed, so the
    // outcome is still awaited.
    const timer = setInterval(() => {
      if (consentTab.current?.closed) setAttempt({ state: 'closed' });
    }, CLOSED_CHECK_MS);
    return () => clearInterval(timer);
  }, [isWaiting]);

  return {
    attempt,
    connect,
    tryAgain: useCallback(() => connect(lastOwner.current), [connect]),
    follow: useCallback(() => {
      consentTab.current = null;
      setAttempt({ state: 'waiting' });
    }, []),
    dismiss: useCallback(() => setAttempt(IDLE), []),
  };
};
