import type { ErrorCode } from './errorCodes';

/** The completion page's message to the other tabs. It never carries a ticket or a token. */
export interface ConnectionNews {
  appKey: string | null;
  outcome: 'connected' | 'failed';
  code?: ErrorCode;
}

const NAME = 'connected-apps';

const isNews = (value: unknown): value is ConnectionNews =>
  typeof value === 'object' &&
  value !== null &&
  'outcome' in value &&
  (value.outcome === 'connected' || value.outcome === 'failed');

const hasChannel = (): boolean => typeof BroadcastChannel === 'function';

const announceByStorage = (news: ConnectionNews): void => {
  localStorage.setItem(NAME, JSON.stringify(news));
  localStorage.removeItem(NAME);
};

export const announce = (news: ConnectionNews): void => {
  if (!hasChannel()) return announceByStorage(news);
  const channel = new BroadcastChannel(NAME);
  channel.postMessage(news);
  channel.close();
};

const parseNews = (text: string): ConnectionNews | null => {
  try {
    const value: unknown = JSON.parse(text);
    return isNews(value) ? value : null;
  } catch {
    return null;
  }
};

const subscribeByStorage = (listener: (news: ConnectionNews) => void): (() => void) => {
  const onStorage = ({ key, newValue }: StorageEvent) => {
    const news = key === NAME && newValue ? parseNews(newValue) : null;
    if (news) listener(news);
  };
  window.addEventListener('storage', onStorage);
  return () => window.removeEventListener('storage', onStorage);
};

/** Calls `listener` with the news of other tabs. Returns a function that stops this. */
export const subscribe = (listener: (news: ConnectionNews) => void): (() => void) => {
  if (!hasChannel()) return subscribeByStorage(listener);
  const channel = new BroadcastChannel(NAME);
  channel.onmessage = ({ data }: MessageEvent<unknown>) => {
    if (isNews(data)) listener(data);
  };
  return () => channel.close();
};
