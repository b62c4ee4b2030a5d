import { useTranslate } from '../hooks/useTranslate';
import { isScope } from '../utils/validateApp';
import { SuggestedScopes, type SuggestedScopesProps } from './SuggestedScopes';
import { TextListField } from './TextListField';

export const ScopesField = (suggestions: SuggestedScopesProps) => {
  const t = useTranslate();
  return (
    <TextListField
      name="scopes"
      label={t('form.scopes')}
      hint={t('form.scopes.hint')}
      placeholder={t('form.scopes.placeholder')}
      accept={(text) => (isScope(text) ? text : null)}
      refusal={(value) => t('form.error.scope', { value })}
    >
      <SuggestedScopes {...suggestions} />
    </TextListField>
  );
};
