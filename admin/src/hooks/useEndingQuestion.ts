import { useCallback, useState } from 'react';

/** The cost of an edit, or the new origins that may receive tokens. */
export interface EditConsequences {
  /** How many working connections would need a reconnect. */
  endedConnections: number;
  /** API origins to which plugins could not send tokens before. */
  addedOrigins: string[];
}

export interface EndingQuestion extends EditConsequences {
  answer: (isAgreed: boolean) => void;
}

interface EndingControl {
  /** The open question. */
  question: EndingQuestion | null;
  /** Asks, and waits for the answer. */
  ask: (consequences: EditConsequences) => Promise<boolean>;
}

/** Asks before saving a change that ends connections, or lets tokens go somewhere new. */
export const useEndingQuestion = (): EndingControl => {
  const [question, setQuestion] = useState<EndingQuestion | null>(null);
  const ask = useCallback(
    (consequences: EditConsequences) =>
      new Promise<boolean>((resolve) => {
        const answer = (isAgreed: boolean) => {
          setQuestion(null);
          resolve(isAgreed);
        };
        setQuestion({ ...consequences, answer });
      }),
    []
  );
  return { question, ask };
};
