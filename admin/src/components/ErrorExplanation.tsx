import { useTranslate } from '../hooks/useTranslate';
import { hasAdvice, type ErrorCode } from '../utils/errorCodes';

interface ErrorExplanationProps {
  code: ErrorCode;
  /** Readers who may configure the app learn what to check; others learn whom to ask. */
  canConfigure: boolean;
}

/** What happened and what to do next, in terms that suit the reader. */
export const ErrorExplanation = ({ code, canConfigure }: ErrorExplanationProps) => {
  const t = useTranslate();
  const text =
    canConfigure && hasAdvice(code) ? t(`errors.${code}.admin`) : t(`errors.${code}.text`);
  return <>{text}</>;
};
