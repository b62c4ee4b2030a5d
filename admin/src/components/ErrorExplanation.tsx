import { useTranslate } from '../hooks/useTranslate';
import { hasAdvice, type ErrorCode } from '../utils/errorCodes';

interface ErrorExplanationProps {
  code: ErrorCode;
  /** Who may configure the app is told what to check, everybody else whom to ask. */
  canConfigure: boolean;
}

/** What happened and what to do next, in the words of the person who reads it. */
export const ErrorExplanation = ({ code, canConfigure }: ErrorExplanationProps) => {
  const t = useTranslate();
  const text =
    canConfigure && hasAdvice(code) ? t(`errors.${code}.admin`) : t(`errors.${code}.text`);
  return <>{text}</>;
};
