import { useId, useRef, useState } from 'react';
import { Button, Flex, Typography, useNotifyAT } from '@strapi/design-system';
import { Plus } from '@strapi/icons';

import type { UsefulScope } from '../../../server/src/contracts';
import { useAppForm } from '../hooks/useAppForm';
import { useTranslate } from '../hooks/useTranslate';
import { isScope } from '../utils/validateApp';

const SHOWN_AT_FIRST = 12;

type Choose = (scope: string, button: HTMLElement) => void;

interface ScopeButtonProps {
  scope: string;
  describedBy?: string;
  onChoose: Choose;
}

const ScopeButton = ({ scope, describedBy, onChoose }: ScopeButtonProps) => {
  const t = useTranslate();
  return (
    <Button
      data-scope
      size="S"
      variant="tertiary"
      startIcon={<Plus />}
      aria-label={t('form.scopes.suggestion', { value: scope })}
      aria-describedby={describedBy}
      style={{ height: 'auto', minHeight: '3.2rem', overflowWrap: 'anywhere' }}
      onClick={({ currentTarget }) => onChoose(scope, currentTarget)}
    >
      {scope}
    </Button>
  );
};

interface UsefulScopesProps {
  scopes: readonly UsefulScope[];
  onChoose: Choose;
}

const UsefulScopes = ({ scopes, onChoose }: UsefulScopesProps) => {
  const t = useTranslate();
  const id = useId();
  return (
    <>
      <Typography id={id} variant="pi" textColor="neutral600">
        {t('form.scopes.useful')}
      </Typography>
      <Flex tag="ul" aria-labelledby={id} direction="column" alignItems="flex-start" gap={1}>
        {scopes.map(({ scope, description }) => (
          <Flex key={scope} tag="li" gap={2} wrap="wrap">
            <ScopeButton scope={scope} describedBy={`${id}-${scope}`} onChoose={onChoose} />
            <Typography id={`${id}-${scope}`} lang="en" variant="pi" textColor="neutral600">
              {description}
            </Typography>
          </Flex>
        ))}
      </Flex>
    </>
  );
};

interface AdvertisedScopesProps {
  scopes: readonly string[];
  onChoose: Choose;
}

const AdvertisedScopes = ({ scopes, onChoose }: AdvertisedScopesProps) => {
  const t = useTranslate();
  const [showAll, setShowAll] = useState(false);
  const shown = showAll ? scopes : scopes.slice(0, SHOWN_AT_FIRST);
  return (
    <Flex gap={2} wrap="wrap">
      <Typography variant="pi" textColor="neutral600">
        {t('form.scopes.suggestions')}
      </Typography>
      {shown.map((scope) => (
        <ScopeButton key={scope} scope={scope} onChoose={onChoose} />
      ))}
      {shown.length < scopes.length && (
        <Button size="S" variant="ghost" onClick={() => setShowAll(true)}>
          {t('form.scopes.showAll', { count: scopes.length })}
        </Button>
      )}
    </Flex>
  );
};

const buttonsIn = (field: HTMLElement | null | undefined): HTMLElement[] => [
  ...(field?.querySelectorAll<HTMLElement>('[data-scope]') ?? []),
];

export interface SuggestedScopesProps {
  /** What apps of the chosen provider often need. */
  useful: readonly UsefulScope[];
  /** What the provider advertised at discovery. */
  advertised: readonly string[];
}

/** Scopes to choose from, without those that are chosen already. */
export const SuggestedScopes = ({ useful, advertised }: SuggestedScopesProps) => {
  const t = useTranslate();
  const form = useAppForm();
  const { notifyStatus } = useNotifyAT();
  const box = useRef<HTMLDivElement>(null);
  const { scopes } = form.values;

  const described = useful.filter(({ scope }) => !scopes.includes(scope));
  const others = advertised.filter(
    (name) => isScope(name) && !scopes.includes(name) && !useful.some(({ scope }) => scope === name)
  );
  if (form.disabled || described.length + others.length === 0) return null;

  const choose: Choose = (scope, button) => {
    const field = box.current?.parentElement;
    const position = buttonsIn(field).indexOf(button);
    form.onChange('scopes', [...scopes, scope]);
    notifyStatus(t('form.list.added', { values: scope }));
    // The chosen button disappears, so its neighbour takes the focus.
    setTimeout(() => {
      const left = buttonsIn(field);
      (left[position] ?? left.at(-1) ?? field?.querySelector('input'))?.focus();
    });
  };

  return (
    <Flex ref={box} direction="column" alignItems="flex-start" gap={2}>
      {described.length > 0 && <UsefulScopes scopes={described} onChoose={choose} />}
      {others.length > 0 && <AdvertisedScopes scopes={others} onChoose={choose} />}
    </Flex>
  );
};
