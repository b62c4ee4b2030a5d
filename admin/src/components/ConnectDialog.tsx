import { useEffect, useId, useRef, type FormEvent } from 'react';
import { Button, Field, Flex, Modal, TextInput, Typography } from '@strapi/design-system';

import type { AppVariable } from '../../../server/src/contracts';
import type { ConnectQuestion } from '../hooks/useConnect';
import { useConnectAnswer } from '../hooks/useConnectAnswer';
import { useFocusAfter } from '../hooks/useFocusAfter';
import { useReturnFocus } from '../hooks/useReturnFocus';
import { useTranslate } from '../hooks/useTranslate';
import { consentHost } from '../utils/consentHost';
import { Notice } from './Notice';

interface ValueFieldProps {
  variable: AppVariable;
  value: string;
  error: string | undefined;
  onChange: (text: string) => void;
}

const ValueField = ({ variable, value, error, onChange }: ValueFieldProps) => {
  const t = useTranslate();
  const { name, label, example, pattern } = variable;
  return (
    <Field.Root
      name={name}
      error={error}
      hint={pattern && t('connect.values.pattern', { pattern })}
      required
      width="100%"
    >
      <Field.Label style={{ whiteSpace: 'normal' }}>{label || name}</Field.Label>
      <TextInput
        value={value}
        placeholder={example}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        onChange={({ target }) => onChange(target.value)}
      />
      <Field.Hint />
      <Field.Error />
    </Field.Root>
  );
};

/** Asks for the values that the app's addresses need, and shows where the browser goes with them. */
export const ConnectDialog = ({ authorizationEndpoint, cancel, ...question }: ConnectQuestion) => {
  const t = useTranslate();
  const hostId = useId();
  const fields = useRef<HTMLDivElement>(null);
  const { values, messages, problem, isBusy, refusals, change, submit } =
    useConnectAnswer(question);
  const returnFocus = useReturnFocus();
  const submitButton = useFocusAfter<HTMLButtonElement>(isBusy);

  useEffect(() => {
    fields.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [refusals]);

  const focusFirst = (event: Event) => {
    event.preventDefault();
    fields.current?.querySelector('input')?.focus();
  };

  return (
    <Modal.Root defaultOpen onOpenChange={(open) => !open && cancel()}>
      <Modal.Content
        style={{ maxWidth: '56rem' }}
        aria-describedby={authorizationEndpoint ? hostId : undefined}
        onOpenAutoFocus={focusFirst}
        onCloseAutoFocus={returnFocus}
      >
        <Modal.Header closeLabel={t('connect.values.close')}>
          <Modal.Title>{t('connect.label', { name: question.name })}</Modal.Title>
        </Modal.Header>
        <form
          noValidate
          onSubmit={(event: FormEvent) => {
            event.preventDefault();
            return submit();
          }}
        >
          <Modal.Body>
            <Flex ref={fields} direction="column" alignItems="stretch" gap={5}>
              {question.asked.map((variable) => (
                <ValueField
                  key={variable.name}
                  variable={variable}
                  value={values[variable.name] ?? ''}
                  error={messages.get(variable.name)}
                  onChange={(text) => change(variable.name, text)}
                />
              ))}
              {authorizationEndpoint && (
                <Typography id={hostId} tag="p" style={{ overflowWrap: 'anywhere' }}>
                  {t('connect.values.host', { host: consentHost(authorizationEndpoint, values) })}
                </Typography>
              )}
              {problem && <Notice variant="danger" title={problem} />}
            </Flex>
          </Modal.Body>
          <Modal.Footer>
            <Button variant="tertiary" onClick={cancel}>
              {t('connect.values.cancel')}
            </Button>
            <Button
              ref={submitButton}
              type="submit"
              loading={isBusy}
              aria-describedby={authorizationEndpoint ? hostId : undefined}
            >
              {t('connect.button')}
            </Button>
          </Modal.Footer>
        </form>
      </Modal.Content>
    </Modal.Root>
  );
};
