import { useRef, useState } from 'react';
import { Button, Flex, Typography, useNotifyAT } from '@strapi/design-system';
import { Plus } from '@strapi/icons';

import { useAppForm } from '../hooks/useAppForm';
import { useTranslate } from '../hooks/useTranslate';
import { isScope } from '../utils/validateApp';
import { TextListField } from './TextListField';

const SHOWN_AT_FIRST = 12;

interface ScopesFieldProps {
  /** The scopes that the provider advertised at discovery. */
  offered: string[];
}

const OfferedScopes = ({ offered }: ScopesFieldProps) => {
  const t = useTranslate();
  const form = useAppForm();
  const { notifyStatus } = useNotifyAT();
  const [showAll, setShowAll] = useState(false);
  const suggestions = useRef<HTMLDivElement>(null);
  const { scopes } = form.values;
  const left = offered.filter((scope) => isScope(scope) && !scopes.includes(scope));
  if (left.length === 0 || form.disabled) return null;

  const shown = showAll ? left : left.slice(0, SHOWN_AT_FIRST);

  const choose = (scope: string, index: number) => {
    form.onChange('scopes', [...scopes, scope]);
    notifyStatus(t('form.list.added', { values: scope }));
    // The chosen button disappears, so its neighbour takes the focus.
    setTimeout(() => suggestions.current?.querySelectorAll('button')[index]?.focus());
  };

  return (
    <Flex ref={suggestions} gap={2} wrap="wrap">
      <Typography variant="pi" textColor="neutral600">
        {t('form.scopes.suggestions')}
      </Typography>
      {shown.map((scope, index) => (
        <Button
          key={scope}
          size="S"
          variant="tertiary"
          startIcon={<Plus />}
          aria-label={t('form.scopes.suggestion', { value: scope })}
          onClick={() => choose(scope, index)}
        >
          {scope}
        </Button>
      ))}
      {shown.length < left.length && (
        <Button size="S" variant="ghost" onClick={() => setShowAll(true)}>
          {t('form.scopes.showAll', { count: left.length })}
        </Button>
      )}
    </Flex>
  );
};

export const ScopesField = ({ offered }: ScopesFieldProps) => {
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
      <OfferedScopes offered={offered} />
    </TextListField>
  );
};
