import { useCallback, useEffect, useRef, useState } from 'react';
import { useNotification } from '@strapi/strapi/admin';

import type { DeviceFlow, GrantType, Values } from '../../../server/src/contracts';
import { useStartConnectMutation } from '../services/connectedApps';
import { readApiError, type FieldError } from '../utils/apiError';
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
  | { state: 'starting'; opensPage: boolean }
  | { state: 'waiting' }
  | { state: 'closed' }
  | { state: 'blocked'; authorizationUrl: string }
  | { state: 'device'; device: DeviceFlow }
  | { state: 'failed'; code: ErrorCode };

/** What became of a request to start. Unless it was refused, `ConnectAttempt` says how it goes on. */
export type Start =
  { state: 'started' | 'abandoned' } | { state: 'refused'; message: string; fields: FieldError[] };

export interface AttemptControl {
  attempt: ConnectAttempt;
  /** Must be called during a click, because it opens a tab if the app has a consent page. */
  start: (owner: ConnectOwner, values?: Values) => Promise<Start>;
  /** Gives up a start that has no response yet. */
  abandon: () => void;
  /** The user opened the consent page through the link shown for a blocked pop-up. */
  follow: () => void;
  dismiss: () => void;
}

export interface AttemptTarget {
  key: string;
  name: string;
  grantType: GrantType;
  /** The address in the panel to which the completion page leads back. */
  returnTo: string;
}

const IDLE: ConnectAttempt = { state: 'idle' };
const CLOSED_CHECK_MS = 1000;

export const useConnectAttempt = ({
  key,
  name,
  grantType,
  returnTo,
}: AttemptTarget): AttemptControl => {
  const t = useTranslate();
  const errorText = useErrorText();
  const { toggleNotification } = useNotification();
  const [startConnect] = useStartConnectMutation();
  const [attempt, setAttempt] = useState<ConnectAttempt>(IDLE);
  const consentTab = useRef<Window | null>(null);
  const pending = useRef<{ isAbandoned: boolean } | null>(null);

  const announce = useCallback(() => {
    setAttempt(IDLE);
    toggleNotification({ type: 'success', message: t('connect.done', { name }) });
  }, [name, t, toggleNotification]);

  const start = useCallback(
    async (owner: ConnectOwner, values?: Values): Promise<Start> => {
      const opensPage = grantType === 'authorization_code';
      const tab = opensPage ? openConsentTab(t('connect.opening', { name })) : null;
      const request = { isAbandoned: false };
      consentTab.current = tab;
      pending.current = request;
      setAttempt({ state: 'starting', opensPage });
      if (opensPage) rememberAttempt({ appKey: key, owner, returnTo, values });

      const refuse = (message: string, fields: FieldError[] = []): Start => {
        tab?.close();
        setAttempt(IDLE);
        return { state: 'refused', message, fields };
      };

      const answer = await startConnect({ key, owner, returnTo, values });
      if (request.isAbandoned) return { state: 'abandoned' };
      pending.current = null;
      if ('error' in answer) {
        return refuse(errorText(answer.error), readApiError(answer.error).fields);
      }
      if (answer.data.kind === 'connected') {
        tab?.close();
        announce();
        return { state: 'started' };
      }
      if (answer.data.kind === 'device') {
        const { verificationUri, verificationUriComplete } = answer.data;
        const addresses = [verificationUri, verificationUriComplete ?? verificationUri];
        if (!addresses.every(isWebAddress)) return refuse(t('connect.device.badAddress'));
        tab?.close();
        setAttempt({ state: 'device', device: answer.data });
        return { state: 'started' };
      }
      const { authorizationUrl } = answer.data;
      if (!isWebAddress(authorizationUrl)) return refuse(t('connect.badAddress'));
      if (tab) sendConsentTab(tab, authorizationUrl);
      setAttempt(tab ? { state: 'waiting' } : { state: 'blocked', authorizationUrl });
      return { state: 'started' };
    },
    [announce, errorText, grantType, key, name, returnTo, startConnect, t]
  );

  const abandon = useCallback(() => {
    if (!pending.current) return;
    pending.current.isAbandoned = true;
    pending.current = null;
    consentTab.current?.close();
    setAttempt(IDLE);
  }, []);

  const expectsNews = attempt.state !== 'idle' && attempt.state !== 'device';
  useEffect(() => {
    if (!expectsNews) return;
    return subscribe(({ appKey, outcome, code }) => {
      // A lost response names no app.
      if (appKey !== null && appKey !== key) return;
      if (outcome === 'failed') return setAttempt({ state: 'failed', code: code ?? 'unknown' });
      announce();
    });
  }, [announce, expectsNews, key]);

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
    start,
    abandon,
    follow: useCallback(() => {
      consentTab.current = null;
      setAttempt({ state: 'waiting' });
    }, []),
    dismiss: useCallback(() => setAttempt(IDLE), []),
  };
};
