import { useState } from 'react';

import type { Values } from '../../../server/src/contracts';
import type { FieldError } from '../utils/apiError';
import type { ConnectQuestion } from './useConnect';
import { useTranslate } from './useTranslate';

type Messages = ReadonlyMap<string, string>;

interface ConnectAnswer {
  values: Values;
  /** What is wrong with the values, by variable. */
  messages: Messages;
  /** Why the flow could not be started, if no value is to blame. */
  problem: string | null;
  isBusy: boolean;
  /** How often an answer was refused. */
  refusals: number;
  change: (name: string, text: string) => void;
  submit: () => Promise<void>;
}

const NO_MESSAGES: Messages = new Map();

type Asked = ConnectQuestion['asked'];

const firstValues = (asked: Asked, known: Values): Values =>
  Object.fromEntries(
    asked.map(({ name }) => [name, Object.hasOwn(known, name) ? String(known[name]) : ''])
  );

const messagesOf = (asked: Asked, fields: readonly FieldError[]): Messages =>
  new Map(
    fields.flatMap(({ path: [root, name], message }) =>
      root === 'values' && asked.some((one) => one.name === name) ? [[String(name), message]] : []
    )
  );

/** What a person types into the question, until the flow has started with it. */
export const useConnectAnswer = ({
  asked,
  known,
  answer,
}: Pick<ConnectQuestion, 'asked' | 'known' | 'answer'>): ConnectAnswer => {
  const t = useTranslate();
  const [values, setValues] = useState(() => firstValues(asked, known));
  const [messages, setMessages] = useState(NO_MESSAGES);
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const [refusals, setRefusals] = useState(0);

  const refuse = (wrong: Messages, message: string | null = null) => {
    setMessages(wrong);
    setProblem(message);
    setRefusals((count) => count + 1);
  };

  const send = async () => {
    setBusy(true);
    setProblem(null);
    const result = await answer(values);
    if (result.state !== 'refused') return;
    const wrong = messagesOf(asked, result.fields);
    setBusy(false);
    refuse(wrong, wrong.size > 0 ? null : result.message);
  };

  return {
    values,
    messages,
    problem,
    isBusy,
    refusals,
    change(name, text) {
      setValues((former) => ({ ...former, [name]: text }));
      setMessages((former) => new Map([...former].filter(([key]) => key !== name)));
    },
    async submit() {
      if (isBusy) return;
      const missing = asked.filter(({ name }) => !values[name]?.trim());
      const required = t('form.error.required');
      if (missing.length > 0) refuse(new Map(missing.map(({ name }) => [name, required])));
      else await send();
    },
  };
};
