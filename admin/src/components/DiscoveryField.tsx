import { useRef, useState } from 'react';
import { Box, Button, Field, Flex, TextInput } from '@strapi/design-system';
import { Download } from '@strapi/icons';
import { useField } from '@strapi/strapi/admin';

import type { DiscoveredConfiguration } from '../../../server/src/contracts';
import { placeholdersIn } from '../../../server/src/variables';
import { useAppForm } from '../hooks/useAppForm';
import { useHint } from '../hooks/useHint';
import { useIsReadOnly } from '../hooks/useIsReadOnly';
import { useErrorText } from '../hooks/useErrorText';
import { useTranslate } from '../hooks/useTranslate';
import { useDiscoverMutation } from '../services/connectedApps';
import { withFixedValues } from '../utils/addresses';
import { readApiError } from '../utils/apiError';
import { applyDiscovery } from '../utils/prefill';
import { DiscoveryResult, type Discovery } from './DiscoveryResult';

interface DiscoveryFieldProps {
  onDiscovered: (discovery: Discovery) => void;
}

/** The discovery URL, and the button that fetches the other addresses from it. */
export const DiscoveryField = ({ onDiscovered }: DiscoveryFieldProps) => {
  const t = useTranslate();
  const form = useAppForm();
  const isReadOnly = useIsReadOnly('discoveryUrl');
  const errorText = useErrorText();
  const { error } = useField<string>('discoveryUrl');
  const hint = useHint('discoveryUrl', t('form.discoveryUrl.hint'));
  const [discover, { isLoading }] = useDiscoverMutation();
  const [result, setResult] = useState<Discovery | null>(null);
  const [suggestedUrl, setSuggestedUrl] = useState<string | null>(null);
  const input = useRef<HTMLInputElement>(null);
  const resultBox = useRef<HTMLDivElement>(null);

  const showError = (message: string, suggestion: string | null = null) => {
    setResult(null);
    setSuggestedUrl(suggestion);
    form.setErrors({ ...form.errors, discoveryUrl: message });
    input.current?.focus();
  };

  const fillIn = (configuration: DiscoveredConfiguration) => {
    const prefill = applyDiscovery(form.getValues(), configuration);
    form.setValues(prefill.values);
    form.setErrors({});
    setSuggestedUrl(null);
    setResult({ configuration, prefill });
    onDiscovered({ configuration, prefill });
    // The button was disabled during the request and lost focus.
    setTimeout(() => resultBox.current?.focus());
  };

  const getConfiguration = async (typed: string) => {
    if (!typed) return showError(t('form.discover.missing'));
    const url = withFixedValues(typed, form.values.variables);
    const [name] = placeholdersIn(url);
    if (name !== undefined) return showError(t('form.discover.valueMissing', { name }));
    const answer = await discover({ url });
    if (!('error' in answer)) return fillIn(answer.data);
    const { fields, suggestedUrl: suggestion } = readApiError(answer.error);
    showError(fields[0]?.message ?? errorText(answer.error), suggestion);
  };

  const trySuggestion = (url: string) => {
    form.onChange('discoveryUrl', url);
    return getConfiguration(url);
  };

  return (
    <Flex direction="column" alignItems="stretch" gap={3}>
      <Field.Root name="discoveryUrl" error={error} hint={hint} width="100%">
        <Field.Label>{t('form.discoveryUrl')}</Field.Label>
        <Flex gap={2} wrap="wrap" width="100%">
          <Box grow={1} basis="24rem" minWidth={0}>
            <TextInput
              ref={input}
              type="url"
              value={form.values.discoveryUrl}
              disabled={isReadOnly}
              placeholder={t('form.discoveryUrl.placeholder')}
              onChange={({ target }) => form.onChange('discoveryUrl', target.value)}
            />
          </Box>
          {!isReadOnly && (
            <Button
              size="L"
              variant="secondary"
              startIcon={<Download />}
              loading={isLoading}
              onClick={() => getConfiguration(form.values.discoveryUrl.trim())}
            >
              {t('form.discover')}
            </Button>
          )}
        </Flex>
        <Field.Hint />
        <Field.Error />
      </Field.Root>
      {suggestedUrl && !isReadOnly && (
        <Flex>
          <Button
            variant="secondary"
            loading={isLoading}
            style={{ height: 'auto', minHeight: '3.2rem', overflowWrap: 'anywhere' }}
            onClick={() => trySuggestion(suggestedUrl)}
          >
            {t('form.discover.trySuggestion', { url: suggestedUrl })}
          </Button>
        </Flex>
      )}
      <Box ref={resultBox} tabIndex={-1}>
        {result && <DiscoveryResult discovery={result} box={resultBox} />}
      </Box>
    </Flex>
  );
};
