import { useTranslate } from '../hooks/useTranslate';
import { hasAdvice, type ErrorCode } from '../utils/errorCodes';

interface ErrorExplanationProps {
  code: ErrorCode;
  /** Who may configure the app is also told what to check. */
  canConfigure: boolean;
}

/** What happened and what to do next, in the words of the person who reads it. */
export const ErrorExplanation = ({ code, canConfigure }: ErrorExplanationProps) => {
  const t = useTranslate();
  return (
    <>
      {t(`errors.${code}.text`)}
      {canConfigure && hasAdvice(code) && <> {t(`errors.${code}.admin`)}</>}
    </>
  );
};
